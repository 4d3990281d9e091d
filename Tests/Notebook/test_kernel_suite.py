"""The suite that Jupyter has for kernels, whole."""

import jupyter_kernel_test

SETUP = "seed 1\ndefine cluster red n=4 at=(0, 1) to=(1, 0)\nbuild chain layers=5\n"


class KernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = language_name = "nsh"
    file_extension = ".nsh"
    code_hello_world = 'print "hello, world"'
    # A remark: a cluster was changed for which a chain is built already.
    code_stderr = SETUP + "define cluster red n=5 at=(0, 1) to=(1, 0)"
    completion_samples = [{"text": "conser", "matches": {"conserve"}}, {"text": "plot mom", "matches": {"momentum"}}]
    complete_code_samples = ["1 + 1", "for k in 1..3 { print k }", "# nothing", "conserve?"]
    incomplete_code_samples = ["for k in 1..3 {", "def f(x) {", "print [1,"]
    invalid_code_samples = ["let = )", "1 +* 2"]
    code_execute_result = [{"code": "6*7", "result": "42"}, {"code": "let x = 2; x", "result": "2"}]
    code_display_data = [{"code": SETUP + "plot momentum", "mime": "image/svg+xml"}, {"code": "conserve", "mime": "text/html"}]
    code_generate_error = "print nonsense"
    code_inspect_sample = "conserve"
    code_history_pattern = "6[*]*"
    supported_history_operations = ("tail", "range", "search")
