// A clock for elapsed times. It ticks once a second, and only while a screen asks for it and the document is visible:
// an idle counter costs nothing.

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

/** Whole minutes and seconds between an instant and now, never negative. */
export function since(instant: string, now: number): { minutes: number; seconds: number } {
  const total = Math.max(0, Math.floor((now - Date.parse(instant)) / 1000));
  return { minutes: Math.floor(total / 60), seconds: total % 60 };
}

/** The day of an instant in a zone, as a number of days since 1970. */
function dayOf(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(instant);
  return Date.parse(`${parts}T00:00:00Z`) / 86_400_000;
}

/** What is left until a deadline: days by the store's calendar, or hours in the last 24, or minutes in the last hour. */
export function left(deadline: string, now: number, zone: string): { unit: "days" | "hours" | "minutes" | "over"; count: number } {
  const minutes = Math.floor((Date.parse(deadline) - now) / 60_000);
  if (minutes < 0) return { unit: "over", count: 0 };
  if (minutes < 60) return { unit: "minutes", count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? { unit: "hours", count: hours } : { unit: "days", count: dayOf(Date.parse(deadline), zone) - dayOf(now, zone) };
}
