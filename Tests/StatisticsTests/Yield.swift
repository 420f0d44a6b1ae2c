/// The yield data of NCSS documentation, chapter 198 (equivalence of two means).
enum Yield {
  static let a: [Double] = [452, 874, 554, 447, 356, 754, 558, 574, 664, 682, 547, 435, 245]
  static let b: [Double] = [546, 547, 774, 465, 459, 665, 467, 365, 589, 534, 456, 651, 654, 665, 546, 537]
}
