enum TransferAssessmentPlaceholder {}
