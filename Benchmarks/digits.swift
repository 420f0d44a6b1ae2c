// The answers of Sources/Statistics' algebra and searches to the questions of digits.py, one a line: a group, a function, its
// arguments. digits.py compiles this file together with theirs, since they are the module's own and cannot be imported.
import Foundation

struct Question {
  let name: String
  let a: [Double]

  /// `nil` where there is no such function; empty where it refuses.
  var answer: [Double]? {
    switch name {
    case "least_squares": byQR
    case "least_squares_2": byOrthonormalColumns
    case "cholesky": byCholesky
    case "eigenvalue": [largestEigenvalue(matrix)]
    case "root": root
    default: nil
    }
  }

  private var rows: Int { Int(a[0]) }
  private var y: [Double] { Array(a[2..<2 + rows]) }
  private var columns: [[Double]] {
    (0..<Int(a[1])).map { Array(a[2 + ($0 + 1) * rows..<2 + ($0 + 2) * rows]) }
  }

  private var byQR: [Double] {
    let qr = PivotedQR(columns, rows: rows, tolerance: 0)
    guard qr.rank == columns.count else { return [] }
    let rotated = qr.transposed(y)
    // (A'A)⁻¹ = M'M with M = R⁻ᵀP', so that M' takes Q'y to the coefficients.
    let coefficients = qr.rootOfInverse().transposed * Array(rotated.prefix(qr.rank))
    return coefficients + [norm(qr.beyondSpan(y)) / Double(rows - qr.rank).squareRoot()]
  }

  private var byOrthonormalColumns: [Double] {
    var fit = SequentialLeastSquares(y)
    guard fit.add(columns).firstDependent == nil else { return [] }
    return fit.lastCoefficients(columns.count).estimates
      + [(fit.residualSumOfSquares / Double(fit.residualDegreesOfFreedom)).squareRoot()]
  }

  private var matrix: Matrix {
    var matrix = Matrix(rows, rows)
    matrix.elements = Array(a[1..<1 + rows * rows])
    return matrix
  }

  private var byCholesky: [Double] { Cholesky(matrix)?.solve(Array(a.suffix(rows))) ?? [] }

  private var root: [Double] {
    var evaluations = 0
    func f(_ x: Double) -> Double {
      evaluations += 1
      switch a[0] {
      case 0: return x * x * x - 2 * x - 5
      case 1: return cos(x) - x
      case 2: return 1 / x - 1000
      case 3: return -expm1(-x) - 1e-8
      case 4: return atan(1000 * (x - 0.3))
      case 5: return pow(x, 9) - 1e-9
      case 6: return log(x) + x * x - 3
      default: return 1e-20 - exp(-x * x / 2)
      }
    }
    let found = signChange(between: (a[1], f(a[1])), and: (a[2], f(a[2])), of: f)
    return [found, Double(evaluations)]
  }
}

@main struct Answers {
  static func main() {
    var groups: [(name: String, questions: [Question])] = []
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      let question = Question(name: words[1], a: words[2...].compactMap(Double.init))
      let answer = question.answer
      print(answer.map { $0.isEmpty ? "nan" : $0.map(\.description).joined(separator: " ") } ?? "none")
      if answer == nil { continue }
      if groups.last?.name != words[0] { groups.append((words[0], [])) }
      groups[groups.count - 1].questions.append(question)
    }
    var sink = 0.0
    func seconds(_ questions: [Question], _ repeats: Int) -> Double {
      let start = clock()
      for _ in 0..<repeats { for question in questions { sink += question.answer?.first ?? 0 } }
      return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }
    for group in groups {
      var repeats = 1
      while seconds(group.questions, repeats) < 0.02 { repeats *= 2 }
      let least = (0..<5).map { _ in seconds(group.questions, repeats) }.min() ?? 0
      print("time \(group.name) \(least / Double(repeats * group.questions.count) * 1e9)")
    }
    // The sum is used, so that no call can be left out.
    if sink == 0.5 { print() }
  }
}
