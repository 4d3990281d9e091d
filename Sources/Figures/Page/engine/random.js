/* Random numbers as nsh draws them: Philox 4x32 with ten rounds, a function of a seed, a stream's name and a counter. */
class Random {
  constructor(seed, name) {
    const whole = BigInt(seed);
    this.key = [Number(whole & 0xffffffffn), Number(whole >> 32n & 0xffffffffn)];
    let stream = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(name)) stream = (stream ^ BigInt(byte)) * 0x100000001b3n & 0xffffffffffffffffn;
    this.stream = [Number(stream & 0xffffffffn), Number(stream >> 32n)];
    this.counter = 0;
    this.second = null;
    this.spare = null;
  }

  /* 64 random bits, low word first. */
  bits() {
    if (this.second) {
      const rest = this.second;
      this.second = null;
      return rest;
    }
    let [c0, c1, c2, c3] = [this.counter++ >>> 0, 0, ...this.stream];
    let [k0, k1] = this.key;
    for (let round = 0; round < 10; round++) {
      const [high0, low0] = Random.product(c0, 0xD2511F53);
      const [high1, low1] = Random.product(c2, 0xCD9E8D57);
      [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
      k0 = (k0 + 0x9E3779B9) >>> 0;
      k1 = (k1 + 0xBB67AE85) >>> 0;
    }
    this.second = [c2, c3];
    return [c0, c1];
  }

  /* The 64 bits of a product of two words: high, low. */
  static product(a, b) {
    const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
    const low = a0 * b0;
    const middle = a1 * b0 + (low >>> 16);
    const carried = a0 * b1 + (middle & 0xffff);
    return [(a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(carried / 0x10000)) >>> 0, Math.imul(a, b) >>> 0];
  }

  /* Uniform in [0, 1), a multiple of 2^-53. */
  uniform() {
    const [low, high] = this.bits();
    return (high * 0x200000 + (low >>> 11)) / 0x20000000000000;
  }

  between(low, high) { return low + (high - low) * this.uniform(); }

  /* Normal with mean 0 and variance 1 (Box and Muller). */
  normal() {
    if (this.spare !== null) {
      const value = this.spare;
      this.spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}
