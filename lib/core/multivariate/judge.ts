import { CONCEPT_THRESHOLDS } from "#core/concept/thresholds.ts";
import { numberText, pText } from "#core/statistics/reason.ts";
import type { DomainClassifier } from "./domain-classifier.ts";
import type { Reconstruction } from "./reconstruction.ts";

export const MULTIVARIATE_THRESHOLDS = {
  level: CONCEPT_THRESHOLDS.level,
  /** The verdict's own: see there. */
  auc: CONCEPT_THRESHOLDS.domainAuc,
  /** Change of the mean reconstruction error in standard deviations of the rows' errors: Cohen's small effect. */
  errorEffect: 0.2,
};

/** moved: effect and evidence; unclear: effect without evidence; unmoved: no effect. */
export type MultivariateState = "moved" | "unclear" | "unmoved";

export interface MultivariateVerdict {
  /** Of both views: that which moved more. Null: neither could be computed. */
  state: MultivariateState | null;
  domain: MultivariateState | null;
  reconstruction: MultivariateState | null;
  headline: string;
}

const ORDER: readonly MultivariateState[] = ["unmoved", "unclear", "moved"];

/**
 * Did many columns move together: the classifier's AUC, and the reconstruction error, each by effect and evidence, at half the level each, as
 * there are two.
 */
export function judgeMultivariate(
  domain: Pick<DomainClassifier, "auc" | "p" | "columns"> | null,
  reconstruction: Pick<Reconstruction, "effect" | "p" | "reference" | "current"> | null,
  limits: typeof MULTIVARIATE_THRESHOLDS = MULTIVARIATE_THRESHOLDS,
): MultivariateVerdict {
  const level = limits.level / ((domain ? 1 : 0) + (reconstruction ? 1 : 0) || 1);
  const stateOf = (effect: number, threshold: number, p: number): MultivariateState =>
    effect < threshold ? "unmoved" : p <= level ? "moved" : "unclear";
  const states = {
    domain: domain && stateOf(domain.auc, limits.auc, domain.p),
    reconstruction: reconstruction && stateOf(Math.abs(reconstruction.effect), limits.errorEffect, reconstruction.p),
  };
  const known = [states.domain, states.reconstruction].filter((state) => state !== null);
  const state = known.length === 0 ? null : ORDER[Math.max(...known.map((one) => ORDER.indexOf(one)))]!;
  return { state, ...states, headline: headline(state, states, domain, reconstruction) };
}

function headline(
  state: MultivariateState | null,
  states: Pick<MultivariateVerdict, "domain" | "reconstruction">,
  domain: Pick<DomainClassifier, "auc" | "p" | "columns"> | null,
  reconstruction: Pick<Reconstruction, "effect" | "p" | "reference" | "current"> | null,
): string {
  const named = domain?.columns[0] ? `, most by ${domain.columns[0].column}` : "";
  const told = domain && `a classifier tells the window's records from the reference's with an AUC of ${numberText(domain.auc)}`;
  const error =
    reconstruction && `the reconstruction error is ${numberText(reconstruction.current)} against ${numberText(reconstruction.reference)}`;
  switch (state) {
    case null:
      return "Too few records to look at many columns at once.";
    case "moved":
      if (states.domain === "moved" && states.reconstruction === "moved") {
        return `The columns moved together, and their relations with them: ${told}${named}; ${error}.`;
      }
      if (states.domain === "moved") return `The columns moved together: ${told}${named}.`;
      return `The relations between the columns moved${states.domain === "unmoved" ? ", while no column or sum of columns did" : ""}: ${error}.`;
    case "unclear": {
      const unclear = states.domain === "unclear" ? told : error;
      const p = states.domain === "unclear" ? domain!.p : reconstruction!.p;
      return `Unclear: ${unclear}, which chance could give at so few records (${pText(p)}).`;
    }
    case "unmoved":
      return `The columns did not move together: ${[told, error].filter((one) => one !== null).join("; ")}.`;
  }
}
