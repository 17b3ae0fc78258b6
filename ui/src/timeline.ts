// The way of a financing as the journey screen draws it: which steps are behind, which one is now, which are ahead. Pure:
// it reads a financing and its history and knows neither words nor time.
import type { DetailView, StateView } from "./bindings";

export type StepName = "opening" | "shown" | "opened" | "filling" | "review" | "decision" | "deliver" | "financed";

export interface Step {
  name: StepName;
  /** Ended is a step at which the way stopped for good. */
  where: "done" | "now" | "ahead" | "ended";
  /** The state that says how it ended or what it waits for, where the name alone does not. */
  state?: StateView;
  /** When it was reached, where that is known. */
  at?: string;
}

/** How far along each state is: the index of the step that is now. */
const REACHED: Record<StateView, StepName> = {
  opening: "opening",
  shown: "opened",
  filling: "filling",
  under_review: "review",
  accepted: "deliver",
  reserving: "deliver",
  reserved: "deliver",
  releasing: "financed",
  financed: "financed",
  cancelling: "deliver",
  cancelled: "deliver",
  refunding: "financed",
  refunded: "financed",
  refused: "decision",
  abandoned: "decision",
  reservation_refused: "deliver",
  failed: "decision",
  withdrawing: "decision",
  withdrawn: "decision",
  lapsed: "deliver",
};

/** The states in which nothing more comes by itself and no money came. */
export const ENDED: readonly StateView[] = ["cancelled", "refused", "abandoned", "reservation_refused", "failed", "withdrawn", "lapsed"];

/** The states in which what is not released never will be: what was delivered in part is over too. */
export const NO_RELEASE: readonly StateView[] = [...ENDED, "financed", "refunding", "refunded"];

/** The states in which the customer has, or is about to have, something to scan. */
const SCANNING = ["opening", "shown", "filling"] as const satisfies readonly StateView[];
export type Scanning = (typeof SCANNING)[number];

export function isScanning(state: StateView): state is Scanning {
  return SCANNING.some((each) => each === state);
}

/** The states in which the customer's journey is on the counter. */
export const ON_COUNTER: readonly StateView[] = ["opening", "shown", "filling", "under_review", "withdrawing"];

function told(view: DetailView, state: StateView): string | undefined {
  return view.history.find((line) => line.what === "told" && line.state === state)?.at;
}

/** The steps of a financing, in order. */
export function timeline(view: DetailView): Step[] {
  const reviewed = view.state === "under_review" || told(view, "under_review") !== undefined;
  const names: StepName[] = ["opening", "shown", "opened", "filling"];
  if (reviewed) names.push("review");
  names.push("decision");
  if (view.mode === "two_step") names.push("deliver");
  names.push("financed");

  let reached = REACHED[view.state];
  if (reached === "deliver" && view.mode === "direct") reached = "financed";
  const here = names.indexOf(reached);
  const ended = ENDED.includes(view.state);
  const at: Partial<Record<StepName, string | null | undefined>> = {
    opening: view.started,
    shown: view.shown,
    opened: told(view, "filling"),
    filling: reviewed ? told(view, "under_review") : view.accepted,
    review: view.accepted,
    decision: view.accepted ?? told(view, view.state),
    deliver: view.delivered,
    financed: view.financed,
  };
  return names.map((name, index) => {
    const step: Step = { name, where: index < here ? "done" : index > here ? "ahead" : "now" };
    if (index === here) {
      step.state = view.state;
      if (ended) step.where = "ended";
      else if (view.state === "financed" || view.state === "refunding" || view.state === "refunded") step.where = "done";
    }
    const time = at[name];
    if (step.where !== "ahead" && time) step.at = time;
    return step;
  });
}
