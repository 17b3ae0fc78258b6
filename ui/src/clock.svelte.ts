// The clocks of the screen. One ticks once a second for elapsed times, and only while a screen asks for it and the
// document is visible; one wakes at the instant at which what is shown stops being true. An idle counter costs nothing.
import { untrack } from "svelte";
import { storeDay } from "./words";

/** No timer is set further ahead than an hour, so that a clock that is set right is noticed. */
const LONGEST_MS = 3_600_000;

/** The time in milliseconds, ticking while it is watched. Made in a component; ends with it. */
export function ticking(wanted: () => boolean): { readonly now: number } {
  let now = $state(Date.now());
  $effect(() => {
    if (!wanted()) return;
    let timer: ReturnType<typeof setInterval> | undefined;
    const turn = () => {
      clearInterval(timer);
      now = Date.now();
      if (document.visibilityState === "visible") timer = setInterval(() => (now = Date.now()), 1000);
    };
    turn();
    document.addEventListener("visibilitychange", turn);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", turn);
    };
  });
  return {
    get now() {
      return now;
    },
  };
}

/** Acts once the instant that the screen names has come, by one timer; and when the window is shown again, for a machine
 * that slept. Then the screen names the next one. Made in a component; ends with it. */
export function whenItComes(next: () => number | null, act: () => void): void {
  $effect(() => {
    const due = next();
    if (due === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      const rest = due - Date.now();
      if (rest <= 0) untrack(act);
      else timer = setTimeout(look, Math.min(rest, LONGEST_MS));
    };
    const shown = () => {
      if (document.visibilityState === "visible") look();
    };
    look();
    document.addEventListener("visibilitychange", shown);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", shown);
    };
  });
}

/** Whole minutes and seconds between an instant and now, never negative. */
export function since(instant: string, now: number): { minutes: number; seconds: number } {
  const total = Math.max(0, Math.floor((now - Date.parse(instant)) / 1000));
  return { minutes: Math.floor(total / 60), seconds: total % 60 };
}

/** The day of an instant in a zone, as a number of days since 1970. */
function dayOf(instant: number, zone: string): number {
  return Date.parse(`${storeDay(instant, zone)}T00:00:00Z`) / 86_400_000;
}

/** What is left until a deadline: days by the store's calendar, or hours in the last 24, or minutes in the last hour. */
export function left(deadline: string, now: number, zone: string): { unit: "days" | "hours" | "minutes" | "over"; count: number } {
  const minutes = Math.floor((Date.parse(deadline) - now) / 60_000);
  if (minutes < 0) return { unit: "over", count: 0 };
  if (minutes < 60) return { unit: "minutes", count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? { unit: "hours", count: hours } : { unit: "days", count: dayOf(Date.parse(deadline), zone) - dayOf(now, zone) };
}

/** The first instant of the zone's next day. */
export function nextDay(now: number, zone: string): number {
  const today = dayOf(now, zone);
  // No day is longer than 26 hours, whatever its clocks do.
  let [before, after] = [now, now + 26 * 3_600_000];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayOf(middle, zone) > today) after = middle;
    else before = middle;
  }
  return after;
}

/** When what is left until one of these deadlines reads differently; `null` when all are over. */
export function nextChange(deadlines: string[], now: number, zone: string): number | null {
  const changes = deadlines
    .map((deadline) => Date.parse(deadline))
    .filter((deadline) => deadline >= now)
    .map((deadline) => {
      const unit = deadline - now < 3_600_000 ? 60_000 : 3_600_000;
      const hours = Math.min(24, Math.floor((deadline - now) / 3_600_000));
      const whole = unit === 60_000 ? Math.floor((deadline - now) / 60_000) : hours;
      return deadline - whole * unit + 1;
    });
  if (changes.length === 0) return null;
  return Math.min(nextDay(now, zone), ...changes);
}
