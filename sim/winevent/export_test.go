package winevent

var LabelsOf = labelsOf
