// Prints the multiply-adds that one core does at most, in GFLOP/s (two operations each): twelve independent chains of vectors.
#include <chrono>
#include <cstdio>
typedef double Lane __attribute__((vector_size(BYTES)));
int main() {
  Lane a[12], m{}, c{};
  for (auto &x : a) x = Lane{} + 1.0;
  m += 1.0000001, c += 1e-9;
  double best = 0;
  for (int run = 0; run < 5; run++) {
    auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 20000000; i++) {
      for (auto &x : a) x = x * m + c;
      asm volatile("" : "+x"(a[0]), "+x"(a[1]), "+x"(a[2]), "+x"(a[3]), "+x"(a[4]), "+x"(a[5]));
    }
    double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    double rate = 20000000.0 * 12 * 2 * (BYTES / 8) / s * 1e-9;
    if (rate > best) best = rate;
  }
  Lane sum{};
  for (auto &x : a) sum += x;
  printf("%.1f %g\n", best, sum[0]);
}
