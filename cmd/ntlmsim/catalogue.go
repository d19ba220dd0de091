package main

import (
	"context"

	"ntlmsim/scenarios"
	"ntlmsim/sim"
	"ntlmsim/sim/report"
)

// predictCatalogue predicts every attempt of the catalogue.
func predictCatalogue(ctx context.Context) (list []report.CatalogueAttempt, err error) {
	for _, name := range scenarios.CatalogueFiles() {
		r, err := runFile(ctx, &env{}, place{path: name, fsys: scenarios.Catalogue()}, nil)
		if err != nil {
			return nil, err
		}
		for _, a := range r.Attempts {
			list = append(list, report.CatalogueAttempt{File: name, Number: a.Number, Name: a.Name, Outcome: a.Outcome})
		}
	}
	return list, ctx.Err()
}

// arrivals lists the attempts of the catalogue that reach each final state, and counts all attempts.
func arrivals() (at map[sim.State][]report.Arrival, attempts int, err error) {
	at = map[sim.State][]report.Arrival{}
	for _, name := range scenarios.CatalogueFiles() {
		data, err := scenarios.ReadFile(scenarios.Catalogue(), name)
		if err != nil {
			return nil, 0, err
		}
		file, err := scenarios.Load(name, data)
		if err != nil {
			return nil, 0, badScenario("%s", err.Error())
		}
		err = play(file, func(p scenarios.Played) bool {
			attempts++
			for _, o := range p.Setups {
				at[o.Because] = append(at[o.Because], report.Arrival{Attempt: attempts, Session: o.Session})
				if o.End != o.Because {
					at[o.End] = append(at[o.End], report.Arrival{Attempt: attempts, Session: o.Session})
				}
			}
			return true
		})
		if err != nil {
			return nil, 0, err
		}
	}
	return at, attempts, nil
}

// outcomes counts how attempts can end, and which attempts of the catalogue do.
func outcomes() (report.OutcomesJSON, error) {
	at, attempts, err := arrivals()
	if err != nil {
		return report.OutcomesJSON{}, err
	}
	return report.OutcomesOf(at, attempts), nil
}
