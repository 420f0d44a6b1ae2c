internal import Notation
internal import Statistics

/// Results in percent of their own nominal values.
enum Recoveries {
  /// Linear results are counted in percent from 100; on the log scale ln(y/nominal) from zero.
  static func frame(_ attribute: Attribute) -> AnalysisFrame {
    let isLog = attribute.scale == .log
    return AnalysisFrame(scale: isLog ? .log : .linear, pivot: ExactDecimal(isLog ? 1 : 100))
  }

  /// Each result as its deviation from its own nominal value, in the frame's unit.
  ///
  /// - Throws: ``DesignObstacle`` where a result has no nominal value or no logarithm.
  static func centred(_ rows: [StudyRow], levels: [ExactDecimal], _ attribute: Attribute) throws(DesignObstacle)
    -> [Double]
  {
    var centred: [Double] = []
    for row in rows {
      guard row.level >= 0, levels[Int(row.level)].isPositive else {
        throw DesignObstacle("a result has no nominal value above zero to be recovered")
      }
      let nominal = levels[Int(row.level)]
      switch attribute.scale {
      case .linear: centred.append(100 * (row.value.subtracting(nominal) / nominal.double))
      case .log:
        guard row.value.isPositive else { throw DesignObstacle("a result is not above zero") }
        centred.append(AnalysisScale.log.centred([row.value], on: nominal)[0])
      }
    }
    return centred
  }
}
