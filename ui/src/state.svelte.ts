// What every screen shares: where the till stands, which screen is shown, the language, the figures on the rail, and
// the bell that rings when Rust says "look again". It decides nothing about a financing and never polls.
import { commands, events, type Badges, type DetailView, type Fault, type Situation, type UnresolvedView } from "./bindings";
import { draft } from "./draft.svelte";
import { nearest, Words, type Args, type Key } from "./words";

/** The screens a rail or a row leads to. First start and trouble are no places: the situation alone shows them. */
export type Place =
  | { at: "start" }
  | { at: "journey"; id: string; known?: DetailView }
  | { at: "deliver" }
  | { at: "today" }
  | { at: "attention" }
  | { at: "financing"; id: string; from: "today" | "deliver" | "attention" | "start" }
  | { at: "settings" };

export type Open = Extract<Situation, { stands: "open" }>;

class App {
  situation = $state.raw<Situation | null>(null);
  /** What kept the situation from being known. */
  fault = $state.raw<Fault | null>(null);
  place = $state.raw<Place>({ at: "start" });
  badges = $state.raw<Badges>({ to_deliver: 0, attention: 0, waiting: 0, unsettled: 0 });
  /** What failed in the background and has not succeeded since. */
  unresolved = $state.raw<UnresolvedView[]>([]);
  words = $derived(new Words(nearest(this.situation?.language ?? navigator.language), this.#zone()));

  /** The open counter, for the screens that are only shown over one. */
  get open(): Open | null {
    return this.situation?.stands === "open" ? this.situation : null;
  }

  #zone(): string {
    return this.situation?.stands === "open" ? this.situation.zone : Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}

export const app = new App();

/** The words under a key, in the language of the till. */
export function t(key: Key, args?: Args): string {
  return app.words.say(key, args);
}

/** Cents as the language writes them. */
export function money(cents: number): string {
  return app.words.money(cents);
}

/** Shows a screen, from its top. */
export function go(place: Place): void {
  app.place = place;
  document.querySelector("main")?.scrollTo(0, 0);
}

/** Whether the books that were open last were training's: a trouble may have come between. */
let lastTraining: boolean | null = null;

/** Takes over a situation that a command answered with. */
export function stand(situation: Situation): void {
  app.situation = situation;
  document.documentElement.lang = app.words.language;
  if (situation.stands !== "open") return;
  // Another till, or training left for the real one: what was on the screen, and in the form, belongs to the other books.
  if (lastTraining !== null && lastTraining !== situation.training) {
    app.place = { at: "start" };
    draft.reset();
  }
  lastTraining = situation.training;
  void readBadges();
}

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: Fault };

/** A command's answer, with a breakdown of the bridge itself told as a fault like any other. */
export async function answer<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await asked;
  } catch (breakdown) {
    const reference = breakdown instanceof Error ? breakdown.name : "";
    return { status: "error", error: { fault: "broken", code: "bridge", reference } };
  }
}

async function readSituation(): Promise<void> {
  const told = await answer(commands.situation());
  app.fault = told.status === "error" ? told.error : null;
  if (told.status === "ok") stand(told.data);
}

/** The figures, and what failed: each by itself, for what failed may be what the figures are read from. */
async function readBadges(): Promise<void> {
  const [figures, failed] = await Promise.all([answer(commands.badges()), answer(commands.unresolved())]);
  if (figures.status === "ok") app.badges = figures.data;
  if (failed.status === "ok") app.unresolved = failed.data;
}

type Ear = (id: string | null) => void;
const ears = new Set<Ear>();

/** Calls back when something may have changed: one financing, or with `null` the lists. Returns how to stop. */
export function whenTold(ear: Ear): () => void {
  ears.add(ear);
  return () => ears.delete(ear);
}

/** Something may have changed. */
export function ring(id: string | null): void {
  for (const ear of [...ears]) ear(id);
  if (app.open) readBadgesAgain();
}

/** A question that is asked when told to, never twice at a time: told during an answer, it is asked once more. */
export function again(ask: () => Promise<void>): () => void {
  let asking = false;
  let told = false;
  return async () => {
    told = true;
    if (asking) return;
    asking = true;
    while (told) {
      told = false;
      await ask();
    }
    asking = false;
  };
}

const readBadgesAgain = again(readBadges);
export const readSituationAgain = again(readSituation);

/** Opens the ears and asks where the till stands, both at once. Called once, by `main.ts`. */
export async function begin(): Promise<void> {
  const heard = events.lookAgain
    .listen(({ payload }) => {
      if (payload.id === null) readSituationAgain();
      ring(payload.id);
    })
    .catch(() => undefined); // Without the bell the screens still ask when they are opened and after each deed.
  await Promise.all([heard, readSituation()]);
}
