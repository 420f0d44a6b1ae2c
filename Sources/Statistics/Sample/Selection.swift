/// What would stand at the place `rank`, counted from 0, if the values were sorted; found by parting them again and again (Hoare 1961).
func value<Value: Comparable>(atRank rank: Int, of values: [Value]) -> Value {
  var (values, place) = (values, rank)
  while values.count > 32 {
    let candidates = [values[0], values[values.count / 2], values[values.count - 1]].sorted()
    let middle = candidates[1]
    let below = values.filter { $0 < middle }
    if place < below.count {
      // Values in an order that takes next to none away each time are sorted after all.
      if below.count > values.count - values.count / 8 { return below.sorted()[place] }
      values = below
      continue
    }
    let above = values.filter { middle < $0 }
    if place < values.count - above.count { return middle }
    place -= values.count - above.count
    if above.count > values.count - values.count / 8 { return above.sorted()[place] }
    values = above
  }
  return values.sorted()[place]
}
