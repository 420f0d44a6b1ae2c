internal import Elementary

/// A value with its gradient and Hessian in the variance components.
struct Jet: Sendable {
  var value = 0.0
  var first: [Double]
  var second: [Double]

  init(_ parameters: Int) {
    first = [Double](repeating: 0, count: parameters)
    second = [Double](repeating: 0, count: parameters * parameters)
  }
}

/// What one pass over the tree gives, from which every likelihood, estimate and information of a nested model follows.
///
/// V is the covariance of the values; the root's mean is the generalised least squares mean of each column.
struct NestedMoments {
  /// ln|V|.
  var logDeterminant: Jet
  /// 1'V⁻¹1.
  var precision: Jet
  /// Of each column.
  var mean: [Jet]
  /// Cross-products of the columns about those means in the metric of V⁻¹; columns × columns.
  var products: [Jet]
}

/// What an innermost group of one size weighs, with the derivatives by its own component and by the residual.
private struct LeafWeight {
  let weight: Double
  /// ln of the variance of the group's mean.
  let logarithm: Double
  /// Of the weight.
  let first: SIMD2<Double>
  /// Of the weight: twice by the component, by both, twice by the residual.
  let second: SIMD3<Double>
  /// Of the logarithm.
  let relative: SIMD2<Double>
  let bend: SIMD3<Double>

  /// Of so many groups together; `logarithm` is then that of all their variances.
  func times(_ count: Double) -> LeafWeight { LeafWeight(self, count) }

  private init(_ one: LeafWeight, _ count: Double) {
    weight = one.weight * count
    logarithm = one.logarithm * count
    first = one.first * count
    second = one.second * count
    relative = one.relative * count
    bend = one.bend * count
  }

  init(size: Double, residual: Double, own: Double) {
    let variance = residual / size + own
    let w = 1 / variance
    weight = w
    logarithm = ln(variance)
    let (a, b) = (w * 1, w * (1 / size))
    relative = SIMD2(a, b)
    first = SIMD2(-w * a, -w * b)
    second = SIMD3(w * (2 * a * a), w * (2 * b * a), w * (2 * b * b))
    bend = SIMD3(0 - a * a, 0 - b * a, 0 - b * b)
  }
}

extension NestedTree {
  /// The moments at components `theta`, outermost first and the residual last, with exact first and second derivatives.
  ///
  /// A group whose children have independent means zᵢ with variances vᵢ is itself a child with the mean Σ zᵢ/vᵢ / W and the
  /// variance 1/W + its own component, W = Σ 1/vᵢ; what its children scatter about that mean goes to the quadratic form,
  /// Σ ln vᵢ + ln W to the determinant. Nothing is subtracted that was not a deviation from a mean, so a residual of a
  /// millionth of the components above it keeps its digits.
  func moments(at theta: [Double]) -> NestedMoments {
    let depth = counts.count
    let p = depth + 1
    let m = columns
    let residual = theta[depth]
    var logDeterminant = Jet(p)
    var products = [Jet](repeating: Jet(p), count: m * m)

    let free = Double(rowCount - counts[depth - 1])
    let last = depth * p + depth
    logDeterminant.value = free * ln(residual)
    logDeterminant.first[depth] = free / residual
    logDeterminant.second[last] = -free / (residual * residual)
    for i in products.indices {
      let scaled = within[i] / residual
      products[i].value = scaled
      products[i].first[depth] = -scaled / residual
      products[i].second[last] = 2 * scaled / (residual * residual)
    }

    // The nodes of the current level. Active parameters are its own component and all below: `low` ... depth.
    var low = depth - 1
    var active = 2
    var z = leafMeans
    var v: [Double] = []
    var dv: [Double] = []
    // Of innermost groups only a few sizes occur, and the weight and its derivatives are those of the size.
    let isPooled = !multiplicity.isEmpty
    let isMerged = !nodesOfTop.isEmpty
    let sizes = distinctSizes.map { LeafWeight(size: $0, residual: residual, own: theta[low]) }
    var ddv: [Double] = []
    var dz: [Double] = []
    var ddz: [Double] = []
    var hasMotion = false
    var logs = 0.0

    while true {
      let start = starts[low]
      let parents = start.count - 1
      let a = active
      let own = a + 1
      let isRoot = low == 0
      var parentV = [Double](repeating: 0, count: isRoot ? 0 : parents)
      var parentDV = [Double](repeating: 1, count: isRoot ? 0 : parents * own)
      var parentDDV = [Double](repeating: 0, count: isRoot ? 0 : parents * own * own)
      var parentZArray = [Double](repeating: 0, count: parents * m)
      var parentDZ = [Double](repeating: 0, count: isRoot ? 0 : parents * m * own)
      var parentDDZ = [Double](repeating: 0, count: isRoot ? 0 : parents * m * own * own)
      var sumPArray = [Double](repeating: 0, count: m * m)
      var sumDPArray = [Double](repeating: 0, count: m * m * a)
      var sumDDPArray = [Double](repeating: 0, count: m * m * a * a)
      var dLogArray = [Double](repeating: 0, count: a)
      var ddLogArray = [Double](repeating: 0, count: a * a)
      var dwArray = [Double](repeating: 0, count: a)
      var ddwArray = [Double](repeating: 0, count: a * a)
      var dWArray = dwArray
      var ddWArray = ddwArray
      var eArray = [Double](repeating: 0, count: m)
      var dMeanArray = [Double](repeating: 0, count: m * a)
      var ddMeanArray = [Double](repeating: 0, count: m * a * a)
      var rootPrecision = 0.0

      // Spans, so that writing does not ask each time whether an array is shared.
      var sumP = sumPArray.mutableSpan
      var sumDP = sumDPArray.mutableSpan
      var sumDDP = sumDDPArray.mutableSpan
      var dLog = dLogArray.mutableSpan
      var ddLog = ddLogArray.mutableSpan
      var e = eArray.mutableSpan
      var dMean = dMeanArray.mutableSpan
      var ddMean = ddMeanArray.mutableSpan
      var parentZ = parentZArray.mutableSpan
      var dw = dwArray.mutableSpan
      var ddw = ddwArray.mutableSpan
      var dW = dWArray.mutableSpan
      var ddW = ddWArray.mutableSpan
      for b in 0..<parents {
        let (from, to) = (start[b], start[b + 1])
        // How many nodes the parent stands for, in what depends on the design and in what the values scatter.
        let nodes = isMerged && !isRoot ? nodesOfTop[b] : 1
        let scattered = max(nodes, 1)
        var weight = 0.0
        for c in from..<to {
          var w = hasMotion ? 1 / v[c] : sizes[sizeOfLeaf[c]].weight
          if isPooled, !hasMotion { w *= multiplicity[c] }
          if isMerged, isRoot { w *= nodesOfTop[c] }
          weight += w
          for i in 0..<m { parentZ[b * m + i] += w * (z[c * m + i] - z[from * m + i]) }
        }
        for i in 0..<m { parentZ[b * m + i] = z[from * m + i] + parentZ[b * m + i] / weight }
        for j in 0..<a { dW[j] = 0 }
        for j in 0..<(a * a) { ddW[j] = 0 }
        for j in 0..<(m * a) { dMean[j] = 0 }
        for j in 0..<(m * a * a) { ddMean[j] = 0 }

        for c in from..<to {
          let w: Double
          let copies = isMerged && isRoot ? nodesOfTop[c] : nodes
          // What a node weighs in its parent's mean: at the root as many nodes as it stands for.
          let inMean = isMerged && isRoot ? copies : 1
          let inScatter = isMerged && isRoot ? max(copies, 1) : scattered
          // Contrasts have no mean.
          let isContrast = isMerged && isRoot && copies == 0
          for i in 0..<m { e[i] = isContrast ? z[c * m + i] : z[c * m + i] - parentZ[b * m + i] }
          if hasMotion {
            w = 1 / v[c]
            logs += copies * ln(v[c])
            for j in 0..<a {
              let relative = w * dv[c * a + j]
              dw[j] = -w * relative
              dW[j] += inMean * dw[j]
              dLog[j] += copies * relative
              for k in 0...j {
                let other = w * dv[c * a + k]
                let bend = w * ddv[(c * a + j) * a + k]
                ddw[j * a + k] = w * (2 * relative * other - bend)
                ddW[j * a + k] += inMean * ddw[j * a + k]
                ddLog[j * a + k] += copies * (bend - relative * other)
              }
            }
          } else {
            let one = sizes[sizeOfLeaf[c]]
            let leaf = isPooled ? one.times(multiplicity[c]) : one
            w = leaf.weight
            logs += copies * leaf.logarithm
            (dw[0], dw[1]) = (leaf.first.x, leaf.first.y)
            (ddw[0], ddw[2], ddw[3]) = (leaf.second.x, leaf.second.y, leaf.second.z)
            dW[0] += inMean * leaf.first.x
            dW[1] += inMean * leaf.first.y
            dLog[0] += copies * leaf.relative.x
            dLog[1] += copies * leaf.relative.y
            ddW[0] += inMean * leaf.second.x
            ddW[2] += inMean * leaf.second.y
            ddW[3] += inMean * leaf.second.z
            ddLog[0] += copies * leaf.bend.x
            ddLog[2] += copies * leaf.bend.y
            ddLog[3] += copies * leaf.bend.z
          }
          for i in 0..<m {
            let zi = (c * m + i) * a
            for j in 0..<a {
              dMean[i * a + j] += inMean * (dw[j] * e[i])
              for k in 0...j { ddMean[(i * a + j) * a + k] += inMean * (ddw[j * a + k] * e[i]) }
            }
            if hasMotion {
              for j in 0..<a {
                dMean[i * a + j] += inMean * (w * dz[zi + j])
                for k in 0...j {
                  ddMean[(i * a + j) * a + k] +=
                    inMean * (dw[j] * dz[zi + k] + dw[k] * dz[zi + j] + w * ddz[(zi + j) * a + k])
                }
              }
            }
            for h in i..<m {
              let zh = (c * m + h) * a
              var square = e[i] * e[h]
              let at = i * m + h
              // The groups that a pooled one stands for scatter about its mean.
              if isPooled, !hasMotion { square += scatter[(c * m + i) * m + h] / multiplicity[c] }
              sumP[at] += inScatter * (w * square)
              for j in 0..<a {
                sumDP[at * a + j] += inScatter * (dw[j] * square)
                for k in 0...j { sumDDP[(at * a + j) * a + k] += inScatter * (ddw[j * a + k] * square) }
              }
              if hasMotion {
                for j in 0..<a {
                  let dj = dz[zi + j] * e[h] + e[i] * dz[zh + j]
                  sumDP[at * a + j] += inScatter * (w * dj)
                  for k in 0...j {
                    let dk = dz[zi + k] * e[h] + e[i] * dz[zh + k]
                    let bend =
                      ddz[(zi + j) * a + k] * e[h] + e[i] * ddz[(zh + j) * a + k] + dz[zi + j] * dz[zh + k]
                      + dz[zi + k] * dz[zh + j]
                    sumDDP[(at * a + j) * a + k] += inScatter * (dw[j] * dk + dw[k] * dj + w * bend)
                  }
                }
              }
            }
          }
        }

        // The mean's own movement.
        for i in 0..<m {
          for j in 0..<a { dMean[i * a + j] /= weight }
        }
        for i in 0..<m {
          for j in 0..<a {
            for k in 0...j {
              let at = (i * a + j) * a + k
              ddMean[at] = (ddMean[at] - dW[j] * dMean[i * a + k] - dW[k] * dMean[i * a + j]) / weight
            }
          }
          for h in i..<m {
            for j in 0..<a {
              for k in 0...j {
                sumDDP[((i * m + h) * a + j) * a + k] -=
                  scattered
                  * (weight * (dMean[i * a + j] * dMean[h * a + k] + dMean[i * a + k] * dMean[h * a + j]))
              }
            }
          }
        }
        if isRoot {
          rootPrecision = weight
        } else {
          logs += nodes * ln(weight)
          let variance = 1 / weight
          parentV[b] = variance + theta[low - 1]
          for j in 0..<a {
            let relative = variance * dW[j]
            dLog[j] += nodes * relative
            parentDV[b * own + j + 1] = -variance * relative
            for k in 0...j {
              let other = variance * dW[k]
              let bend = variance * ddW[j * a + k]
              ddLog[j * a + k] += nodes * (bend - relative * other)
              let second = variance * (2 * relative * other - bend)
              parentDDV[(b * own + j + 1) * own + k + 1] = second
              parentDDV[(b * own + k + 1) * own + j + 1] = second
            }
            for i in 0..<m {
              parentDZ[(b * m + i) * own + j + 1] = dMean[i * a + j]
              for k in 0...j {
                let second = ddMean[(i * a + j) * a + k]
                parentDDZ[((b * m + i) * own + j + 1) * own + k + 1] = second
                parentDDZ[((b * m + i) * own + k + 1) * own + j + 1] = second
              }
            }
          }
        }
      }

      // What this level adds, at its place among all parameters.
      func add(_ first: [Double], _ second: [Double], at offset: Int, to jet: inout Jet) {
        for j in 0..<a {
          jet.first[low + j] += first[offset * a + j]
          for k in 0...j {
            let value = second[(offset * a + j) * a + k]
            jet.second[(low + j) * p + low + k] += value
            if k < j { jet.second[(low + k) * p + low + j] += value }
          }
        }
      }
      add(dLogArray, ddLogArray, at: 0, to: &logDeterminant)
      for i in 0..<m {
        for h in i..<m {
          products[i * m + h].value += sumPArray[i * m + h]
          add(sumDPArray, sumDDPArray, at: i * m + h, to: &products[i * m + h])
          if h > i { products[h * m + i] = products[i * m + h] }
        }
      }
      if isRoot {
        logDeterminant.value += logs + leafLogs
        var precision = Jet(p)
        precision.value = rootPrecision
        add(dWArray, ddWArray, at: 0, to: &precision)
        var mean = [Jet](repeating: Jet(p), count: m)
        for i in 0..<m {
          mean[i].value = parentZArray[i]
          add(dMeanArray, ddMeanArray, at: i, to: &mean[i])
        }
        return NestedMoments(logDeterminant: logDeterminant, precision: precision, mean: mean, products: products)
      }
      (v, dv, ddv, z, dz, ddz) = (parentV, parentDV, parentDDV, parentZArray, parentDZ, parentDDZ)
      hasMotion = true
      low -= 1
      active += 1
    }
  }
}
