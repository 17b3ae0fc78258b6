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

/** What is left until a deadline: whole days, or hours on the last day, or minutes in the last hour. */
export function left(deadline: string, now: number): { unit: "days" | "hours" | "minutes" | "over"; count: number } {
  const minutes = Math.floor((Date.parse(deadline) - now) / 60_000);
  if (minutes < 0) return { unit: "over", count: 0 };
  if (minutes < 60) return { unit: "minutes", count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? { unit: "hours", count: hours } : { unit: "days", count: Math.floor(hours / 24) };
}
