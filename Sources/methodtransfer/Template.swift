/// A starter study: a commented protocol and results that match it, the two files of a folder of `Prose/templates`.
struct Template {
  /// The word that `init` knows it by, and the name of its folder.
  let kind: String
  /// What it is for, in a few words.
  let summary: String
  /// What judges such a study.
  var command = "judge"

  /// Its files by the names that they are written under.
  var files: [(name: String, text: String)] {
    get throws(ProseFault) {
      var files: [(name: String, text: String)] = []
      for name in ["protocol.yaml", "results.csv"] {
        files.append((name, try Prose.text(of: "templates/\(kind)/\(name)")))
      }
      return files
    }
  }

  static let all = [
    Template(kind: "assay", summary: "an HPLC assay, judged by differences in % of label claim"),
    Template(kind: "potency", summary: "a relative potency, from plate readings to the verdict"),
    Template(kind: "comparability", summary: "a scale-down model against full scale, judged by ratios"),
    Template(kind: "potency-results", summary: "relative potencies that another program has computed"),
    Template(
      kind: "bridging", summary: "a new reference standard held against the current one, and the chain to the primary",
      command: "bridge"),
  ]

  /// Kinds that belong to the product and have no template in this version.
  static let announced = ["impurity", "content-uniformity", "dissolution", "microbial", "identity", "panel"]
}
