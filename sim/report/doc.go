// Package report is what people and programs read: predictions, explanations, runs, rules, profiles, and the meaning of
// codes and events, as text, JSON and JUnit.
//
// Each report is a value that is worked out first and printed last. Text and JSON come from the same value:
//
//	value                                    text                        JSON
//	Attempt (Judge, AddDoubts, AddAdvice)    PrintPrediction, PrintFile  PredictedOf, ExplanationOf
//	File, Summary, Evidence                  PrintRun, PrintSummary,     RunOf, and JUnit
//	                                         PrintEvidence
//	Meaning (of a code)                      PrintMeaning                Meaning.JSON
//	Export (of events)                       PrintExport                 Export.JSON
//	Drawing (of the rules)                   PrintRules, Mermaid, Dot    Drawing.JSON
//	OutcomesJSON                             PrintOutcomes, Markdown     itself
//	Replayed (Add, Note)                     PrintResult, PrintReplayed  ReplayOf, and ReplayJUnit
//
// JSONHelp describes every JSON shape. No report has a password.
package report
