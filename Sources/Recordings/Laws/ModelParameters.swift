import Checked
package import Core

/// The linear maps of the model, as they stand in the file: y = W u + b, W out x in.
struct ModelParameters {
  /// W, dL/dW, and where there is one b, dL/db, all as of the objective of the costates.
  struct Linear {
    let name: String
    let weight: Matrix
    let gradient: Matrix
    let bias: [Double]?
    let biasGradient: [Double]?
  }

  private let model: RecordedModel
  private let layout: RecordingMetadata.Layout

  init(_ model: RecordedModel, layout: RecordingMetadata.Layout? = nil) {
    (self.model, self.layout) = (model, layout ?? model.metadata.layout)
  }

  /// Nil where the file lacks its matrix or the gradient of it.
  ///
  /// - Throws: `EngineError` where the shapes do not fit together.
  func linear(_ module: String) throws -> Linear? {
    let unit = 1 / model.metadata.costateScale
    guard let parameter = model.parameters[module + ".weight"] ?? model.parameters[module],
      let value = parameter.value, let gradient = parameter.gradient
    else { return nil }
    guard value.shape == gradient.shape, value.shape.count == 2 else {
      throw EngineError(
        .badRecording,
        "p.\(parameter.name) is \(value.shapeText) and dp.\(parameter.name) is \(gradient.shapeText): a matrix and its gradient are needed"
      )
    }
    guard var w = try value.matrix(), var dw = try gradient.matrix() else { return nil }
    if layout == .inOut { (w, dw) = (w.transposed, dw.transposed) }
    let bias = try vector(module + ".bias", count: w.rows)
    return Linear(
      name: module, weight: w, gradient: dw.scaled(unit), bias: bias?.value,
      biasGradient: bias?.gradient)
  }

  /// A vector of parameters with its gradient.
  func vector(_ name: String, count: Int) throws -> (value: [Double], gradient: [Double]?)? {
    guard let parameter = model.parameters[name], let value = parameter.value else { return nil }
    guard value.count == count else {
      throw EngineError(
        .badRecording, "p.\(name) is \(value.shapeText); \(count) numbers are needed here")
    }
    let unit = 1 / model.metadata.costateScale
    return (try value.numbers(), try parameter.gradient.map { try $0.numbers().map { $0 * unit } })
  }
}

extension Matrix {
  func scaled(_ factor: Double) -> Matrix {
    factor == 1 ? self : Matrix(rows: rows, columns: columns, values: values.map { $0 * factor })
  }

  package static func - (a: Matrix, b: Matrix) -> Matrix {
    Matrix(rows: a.rows, columns: a.columns, values: zip(a.values, b.values).map { $0 - $1 })
  }

  static func + (a: Matrix, b: Matrix) -> Matrix {
    Matrix(rows: a.rows, columns: a.columns, values: zip(a.values, b.values).map { $0 + $1 })
  }

  /// a b'.
  static func outer(_ a: [Double], _ b: [Double]) -> Matrix {
    Matrix(rows: a.count, columns: b.count, values: a.flatMap { x in b.map { x * $0 } })
  }

  /// Some of the rows, or of the columns.
  func rows(_ range: Range<Int>) -> Matrix {
    Matrix(rows: range.count, columns: columns, values: range.flatMap { i in (0..<columns).map { self[i, $0] } })
  }

  func columns(_ range: Range<Int>) -> Matrix {
    Matrix(rows: rows, columns: range.count, values: (0..<rows).flatMap { i in range.map { self[i, $0] } })
  }

  /// P M P, P the projector along (1, ..., 1).
  var centred: Matrix {
    let (d, n, m) = (Double(rows), columns, values)
    let means = (0..<rows).map { i in m[Range(from: i * n, upTo: (i + 1) * n)].reduce(0, +) / d }
    var others = [Double](repeating: 0, count: n)
    for i in 0..<rows { for j in 0..<n { others[j] += m[i * n + j] / d } }
    let mean = means.reduce(0, +) / d
    var result = m
    for i in 0..<rows { for j in 0..<n { result[i * n + j] += mean - means[i] - others[j] } }
    return Matrix(rows: rows, columns: n, values: result)
  }
}
