// The training step of a chain of gauss bumps, by hand: forward and backward in blocks of 16 points, gradient descent.
// Reads: K N s penalty rate, then N lines x y tx ty, then K lines cx cy vx vy, then numbers of steps; for each, from the same start, it prints
// the loss after the steps and microseconds a step.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

constexpr int W = 16;
typedef double Lane __attribute__((vector_size(8 * W)));
typedef int64_t Bits __attribute__((vector_size(8 * W)));

static inline Lane exponential2(Lane x) {
  x = x < -1021.0 ? Lane{} - 1021.0 : x;
  Lane shifted = x + 0x1.8p52;
  Lane f = x - (shifted - 0x1.8p52);
  Lane f2 = f * f, f4 = f2 * f2;
  Lane low = (0x1p+0 + 0x1.62e42fefa39efp-1 * f) + f2 * (0x1.ebfbdff82c5aep-3 + 0x1.c6b08d704a0c6p-5 * f);
  Lane mid = (0x1.3b2ab6fb9f1a5p-7 + 0x1.5d87fe78a3f9cp-10 * f) + f2 * (0x1.430913112c61cp-13 + 0x1.ffcbfc6da6ed1p-17 * f);
  Lane top = (0x1.62bfc2c86d633p-20 + 0x1.b524ebd13a4b0p-24 * f) + f2 * (0x1.e6228acd33396p-28 + 0x1.e9ec1fcb7d183p-32 * f);
  Lane p = low + f4 * (mid + f4 * top);
  return (Lane)((Bits)p + ((Bits)shifted << 52));
}

struct Tape {
  Lane dx, dy, k;
};

int main(int argc, char **argv) {
  const bool adam = argc > 1; /* any argument: by Adam, as a whole experiment does */
  (void)argv;
  int K, N, steps;
  double s, penalty, rate;
  if (scanf("%d %d %lf %lf %lf", &K, &N, &s, &penalty, &rate) != 5) return 1;
  int blocks = (N + W - 1) / W;
  std::vector<Lane> px(blocks), py(blocks), tx(blocks), ty(blocks), weight(blocks, Lane{});
  for (int i = 0; i < blocks * W; i++) {
    static double a, b, c, d;
    if (i < N && scanf("%lf %lf %lf %lf", &a, &b, &c, &d) != 4) return 1;
    px[i / W][i % W] = a, py[i / W][i % W] = b, tx[i / W][i % W] = c, ty[i / W][i % W] = d;
    weight[i / W][i % W] = i < N ? 1.0 / N : 0;
  }
  std::vector<double> theta(4 * K), gradient(4 * K);
  for (double &t : theta)
    if (scanf("%lf", &t) != 1) return 1;
  const double unit = -0.7213475204444817 / (s * s), slope = 1 / (s * s);
  const int chunk = (N > 20000 ? 1024 : 256) / W;
  std::vector<Tape> tape(K);
  std::vector<Lane> sums(4 * K);
  double loss = 0;
  auto evaluate = [&] {
    std::fill(gradient.begin(), gradient.end(), 0.0);
    loss = 0;
    for (int first = 0; first < blocks; first += chunk) {
      std::fill(sums.begin(), sums.end(), Lane{});
      Lane total{};
      for (int b = first; b < blocks && b < first + chunk; b++) {
        Lane x = px[b], y = py[b];
        for (int k = 0; k < K; k++) {
          const double *t = &theta[4 * k];
          Lane dx = x - t[0], dy = y - t[1], e = exponential2((dx * dx + dy * dy) * unit);
          tape[k] = {dx, dy, e};
          x += t[2] * e;
          y += t[3] * e;
        }
        Lane mx = x - tx[b], my = y - ty[b], gx = weight[b] * mx, gy = weight[b] * my;
        total += 0.5 * weight[b] * (mx * mx + my * my);
        for (int k = K - 1; k >= 0; k--) {
          const double *t = &theta[4 * k];
          const Tape &p = tape[k];
          Lane *g = &sums[4 * k];
          g[2] += gx * p.k;
          g[3] += gy * p.k;
          Lane e = (gx * t[2] + gy * t[3]) * p.k * slope, hx = e * p.dx, hy = e * p.dy;
          g[0] += hx;
          g[1] += hy;
          gx -= hx;
          gy -= hy;
        }
      }
      for (int j = 0; j < 4 * K; j++)
        for (int l = 0; l < W; l++) gradient[j] += sums[j][l];
      for (int l = 0; l < W; l++) loss += total[l];
    }
    for (int k = 0; k < K; k++)
      for (int c = 2; c < 4; c++) gradient[4 * k + c] += penalty * theta[4 * k + c];
  };
  const std::vector<double> start = theta;
  while (scanf("%d", &steps) == 1) {
    theta = start;
    std::vector<double> mean(4 * K), square(4 * K);
    evaluate();
    auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < steps; i++) {
      const double c1 = 1 - std::pow(0.9, i + 1), c2 = 1 - std::pow(0.999, i + 1);
      for (int j = 0; j < 4 * K; j++) {
        mean[j] = 0.9 * mean[j] + 0.1 * gradient[j], square[j] = 0.999 * square[j] + 0.001 * gradient[j] * gradient[j];
        theta[j] -= adam ? rate * (mean[j] / c1) / (std::sqrt(square[j] / c2) + 1e-8) : rate * gradient[j];
      }
      evaluate();
    }
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    printf("%.17g %.6g\n", loss, seconds / steps * 1e6);
    fflush(stdout);
  }
}
