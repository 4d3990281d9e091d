public import CKernel

/// This copy of the kernel, as CKernel finds it; by tools/kernels.
@_cdecl("nsh_kernel_avx512fma")
public func kernelCopy() -> nsh_kernel { kernel }
