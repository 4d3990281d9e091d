import CKernel

/// Adds the Hessian's rows of layer k against all earlier layers j: row (k, c), column (j, r) is the sum over the
/// points of f_theta_j' (f_x of j+1 ... k-1)' M_k.
///
/// M_k is pulled back from layer to layer, two of its columns at a time; at each layer two parameters are paired with
/// both. `hessian` is row by row, `order` numbers a row; only its part left of the diagonal blocks is written. `work`
/// holds 4 lane vectors a block.
func rows(
  _ links: nsh_links, layer k: Int, into hessian: UnsafeMutablePointer<Double>, order: Int,
  work: UnsafeMutableRawPointer
) {
  let pulled = work.assumingMemoryBound(to: Lanes.self)
  let from = links.place(of: k)
  var c = 0
  while c < from.width {
    let d = min(c + 1, from.width - 1)
    for b in 0..<links.blocks {
      let m = from.numbers + b * (4 + 4 * from.width) + 4 + 2 * from.width
      (pulled[4 * b], pulled[4 * b + 1], pulled[4 * b + 2], pulled[4 * b + 3]) = (
        m[2 * c], m[2 * c + 1], m[2 * d], m[2 * d + 1]
      )
    }
    let (upper, lower) = (hessian + (from.offset + c) * order, hessian + (from.offset + d) * order)
    var (to, j) = (from, k)
    while j > 0 {
      j -= 1
      to = links.place(before: to, of: j)
      var r = 0
      while r < to.width {
        let s = min(r + 1, to.width - 1)
        let sums = pair(to, r, s, pulled, links.blocks)
        upper[to.offset + r] += sums.0.total
        if s > r { upper[to.offset + s] += sums.1.total }
        if d > c { lower[to.offset + r] += sums.2.total }
        if s > r, d > c { lower[to.offset + s] += sums.3.total }
        r += 2
      }
      pull(to, pulled, links.blocks)
    }
    c += 2
  }
}

/// Parameters r and s of a layer with both columns, summed over the blocks.
@inline(__always)
private func pair(_ to: Place, _ r: Int, _ s: Int, _ pulled: UnsafeMutablePointer<Lanes>, _ blocks: Int) -> (
  Lanes, Lanes, Lanes, Lanes
) {
  var (rc, sc, rd, sd) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
  for b in 0..<blocks {
    let f = to.numbers + b * (4 + 4 * to.width) + 4
    let a = pulled + 4 * b
    rc = f[2 * r].times(a[0], plus: f[2 * r + 1].times(a[1], plus: rc))
    sc = f[2 * s].times(a[0], plus: f[2 * s + 1].times(a[1], plus: sc))
    rd = f[2 * r].times(a[2], plus: f[2 * r + 1].times(a[3], plus: rd))
    sd = f[2 * s].times(a[2], plus: f[2 * s + 1].times(a[3], plus: sd))
  }
  return (rc, sc, rd, sd)
}

/// Both columns through f_x of a layer.
@inline(__always)
private func pull(_ to: Place, _ pulled: UnsafeMutablePointer<Lanes>, _ blocks: Int) {
  for b in 0..<blocks {
    let f = to.numbers + b * (4 + 4 * to.width)
    let a = pulled + 4 * b
    let (x, y) = (f[0].times(a[0], plus: f[2] * a[1]), f[1].times(a[0], plus: f[3] * a[1]))
    let (z, w) = (f[0].times(a[2], plus: f[2] * a[3]), f[1].times(a[2], plus: f[3] * a[3]))
    (a[0], a[1], a[2], a[3]) = (x, y, z, w)
  }
}

/// A layer in the links and in the Hessian.
private struct Place {
  let run: Int
  /// The first layer of its run.
  let first: Int
  let width: Int
  let offset: Int
  let numbers: UnsafeMutablePointer<Lanes>
}

extension nsh_links {
  @inline(__always)
  private func size(_ width: Int) -> Int { blocks * (4 + 4 * width) }

  fileprivate func place(of layer: Int) -> Place {
    var (first, offset, run) = (0, 0, 0)
    var lanes = UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: Lanes.self)
    while layer >= first + runs[run].layers {
      let width = Int(runs[run].map.parameters)
      first += runs[run].layers
      offset += runs[run].layers * width
      lanes += runs[run].layers * size(width)
      run += 1
    }
    let width = Int(runs[run].map.parameters)
    return Place(
      run: run, first: first, width: width, offset: offset + (layer - first) * width,
      numbers: lanes + (layer - first) * size(width))
  }

  @inline(__always)
  fileprivate func place(before next: Place, of layer: Int) -> Place {
    let run = layer < next.first ? next.run - 1 : next.run
    let width = Int(runs[run].map.parameters)
    return Place(
      run: run, first: run == next.run ? next.first : next.first - runs[run].layers, width: width,
      offset: next.offset - width,
      numbers: next.numbers - size(width))
  }
}
