// The texts that the program carries: explanations first, in the order of explain's list, then starter studies.
//
// #embed puts the bytes of a file here when this file is compiled, so that the program stays one file. Swift has no
// such thing, and a Swift array of the same bytes takes minutes to compile (docs/prose.md).

#include "CProse.h"

static const ProseFile files[] = {
    {"explain/mean-difference.md", (const unsigned char[]){
#embed "explain/mean-difference.md" suffix(, 0)
    }},
    {"explain/mean-ratio.md", (const unsigned char[]){
#embed "explain/mean-ratio.md" suffix(, 0)
    }},
    {"explain/recovery.md", (const unsigned char[]){
#embed "explain/recovery.md" suffix(, 0)
    }},
    {"explain/repeatability.md", (const unsigned char[]){
#embed "explain/repeatability.md" suffix(, 0)
    }},
    {"explain/intermediate-precision.md", (const unsigned char[]){
#embed "explain/intermediate-precision.md" suffix(, 0)
    }},
    {"explain/precision-ratio.md", (const unsigned char[]){
#embed "explain/precision-ratio.md" suffix(, 0)
    }},
    {"explain/similarity.md", (const unsigned char[]){
#embed "explain/similarity.md" suffix(, 0)
    }},
    {"explain/dilution-linearity.md", (const unsigned char[]){
#embed "explain/dilution-linearity.md" suffix(, 0)
    }},
    {"explain/assigned-value.md", (const unsigned char[]){
#embed "explain/assigned-value.md" suffix(, 0)
    }},
    {"explain/drift.md", (const unsigned char[]){
#embed "explain/drift.md" suffix(, 0)
    }},
    {"explain/decisions.md", (const unsigned char[]){
#embed "explain/decisions.md" suffix(, 0)
    }},
    {"explain/estimation.md", (const unsigned char[]){
#embed "explain/estimation.md" suffix(, 0)
    }},
    {"explain/potencies.md", (const unsigned char[]){
#embed "explain/potencies.md" suffix(, 0)
    }},
    {"explain/references.md", (const unsigned char[]){
#embed "explain/references.md" suffix(, 0)
    }},
    {"explain/standards.md", (const unsigned char[]){
#embed "explain/standards.md" suffix(, 0)
    }},
    {"explain/scopes.md", (const unsigned char[]){
#embed "explain/scopes.md" suffix(, 0)
    }},
    {"explain/readiness.md", (const unsigned char[]){
#embed "explain/readiness.md" suffix(, 0)
    }},
    {"explain/looks.md", (const unsigned char[]){
#embed "explain/looks.md" suffix(, 0)
    }},
    {"explain/planning.md", (const unsigned char[]){
#embed "explain/planning.md" suffix(, 0)
    }},
    {"explain/study-plans.md", (const unsigned char[]){
#embed "explain/study-plans.md" suffix(, 0)
    }},
    {"explain/comparability.md", (const unsigned char[]){
#embed "explain/comparability.md" suffix(, 0)
    }},
    {"explain/verdicts.md", (const unsigned char[]){
#embed "explain/verdicts.md" suffix(, 0)
    }},
    {"explain/tests-and-intervals.md", (const unsigned char[]){
#embed "explain/tests-and-intervals.md" suffix(, 0)
    }},
    {"explain/variation.md", (const unsigned char[]){
#embed "explain/variation.md" suffix(, 0)
    }},
    {"explain/study-words.md", (const unsigned char[]){
#embed "explain/study-words.md" suffix(, 0)
    }},
    {"explain/potency-words.md", (const unsigned char[]){
#embed "explain/potency-words.md" suffix(, 0)
    }},
    {"explain/report.md", (const unsigned char[]){
#embed "explain/report.md" suffix(, 0)
    }},
    {"explain/study-reports.md", (const unsigned char[]){
#embed "explain/study-reports.md" suffix(, 0)
    }},
    {"explain/errors-in-files.md", (const unsigned char[]){
#embed "explain/errors-in-files.md" suffix(, 0)
    }},
    {"explain/errors-in-protocols.md", (const unsigned char[]){
#embed "explain/errors-in-protocols.md" suffix(, 0)
    }},
    {"explain/errors-in-precision-and-potency.md", (const unsigned char[]){
#embed "explain/errors-in-precision-and-potency.md" suffix(, 0)
    }},
    {"explain/errors-in-standards.md", (const unsigned char[]){
#embed "explain/errors-in-standards.md" suffix(, 0)
    }},
    {"explain/warnings.md", (const unsigned char[]){
#embed "explain/warnings.md" suffix(, 0)
    }},
    {"templates/assay/protocol.yaml", (const unsigned char[]){
#embed "templates/assay/protocol.yaml" suffix(, 0)
    }},
    {"templates/assay/results.csv", (const unsigned char[]){
#embed "templates/assay/results.csv" suffix(, 0)
    }},
    {"templates/potency/protocol.yaml", (const unsigned char[]){
#embed "templates/potency/protocol.yaml" suffix(, 0)
    }},
    {"templates/potency/results.csv", (const unsigned char[]){
#embed "templates/potency/results.csv" suffix(, 0)
    }},
    {"templates/comparability/protocol.yaml", (const unsigned char[]){
#embed "templates/comparability/protocol.yaml" suffix(, 0)
    }},
    {"templates/comparability/results.csv", (const unsigned char[]){
#embed "templates/comparability/results.csv" suffix(, 0)
    }},
    {"templates/potency-results/protocol.yaml", (const unsigned char[]){
#embed "templates/potency-results/protocol.yaml" suffix(, 0)
    }},
    {"templates/potency-results/results.csv", (const unsigned char[]){
#embed "templates/potency-results/results.csv" suffix(, 0)
    }},
    {"templates/bridging/protocol.yaml", (const unsigned char[]){
#embed "templates/bridging/protocol.yaml" suffix(, 0)
    }},
    {"templates/bridging/results.csv", (const unsigned char[]){
#embed "templates/bridging/results.csv" suffix(, 0)
    }},
};

size_t proseFileCount(void) { return sizeof files / sizeof files[0]; }

ProseFile proseFile(size_t index) { return files[index]; }
