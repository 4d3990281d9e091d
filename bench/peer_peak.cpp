// How many floating-point operations a second so many threads can make at most: multiply-adds on registers alone, each counted as two.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#if defined(__AVX512F__)
enum { width = 64 };
#elif defined(__AVX__)
enum { width = 32 };
#else
enum { width = 16 };
#endif
typedef double lanes __attribute__((vector_size(width)));

static void work(long count, double *out) {
  lanes a[12];
  for (int i = 0; i < 12; i++) a[i] = lanes{} + (1.0 + i);
  lanes b = lanes{} + out[0], c = lanes{} + out[1];
  for (long k = 0; k < count; k++)
    for (int i = 0; i < 12; i++) a[i] = a[i] * b + c;
  for (int i = 1; i < 12; i++) a[0] += a[i];
  out[2] = a[0][0];
}

int main(int argc, char **argv) {
  int threads = argc > 1 ? atoi(argv[1]) : 1;
  long count = 40000000;
  std::vector<std::vector<double>> out(threads, std::vector<double>(64, 0.5));
  auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> all;
  for (int t = 0; t < threads; t++) all.emplace_back(work, count, out[t].data());
  for (auto &t : all) t.join();
  double time = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  double lanes_ = width / sizeof(double);
  std::printf("%.6e %g\n", 2.0 * 12 * lanes_ * count * threads / time, out[0][2]);
}
