// The words of the screen: two languages, one vocabulary in `ui/locales`, read by Fluent. Money, dates and times take
// the language's form here, in the store's zone. It knows nothing of what is shown, and holds no word itself.
import { FluentBundle, FluentResource } from "@fluent/bundle";
import english from "../locales/en/screen.ftl?raw";
import french from "../locales/fr/screen.ftl?raw";
import type { Key } from "./words.keys";

export type { Key };
export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Args = Record<string, string | number>;

/** The name by which Intl knows each language. British English: 24 hours and the day before the month. */
const TAG: Record<Language, string> = { fr: "fr-FR", en: "en-GB" };

/** The nearest language we speak. */
export function nearest(language: string): Language {
  return LANGUAGES.find((known) => language.toLowerCase().startsWith(known)) ?? "en";
}

/** One language's words and forms, for a store in one IANA zone. */
export class Words {
  readonly #bundle: FluentBundle;
  readonly #tag: string;
  /** The store's zone; UTC where the till knows of none. */
  readonly zone: string;

  constructor(
    readonly language: Language,
    zone: string,
  ) {
    this.#tag = TAG[language];
    this.zone = isZone(zone) ? zone : "UTC";
    this.#bundle = new FluentBundle(this.#tag, { useIsolating: false });
    this.#bundle.addResource(new FluentResource(language === "fr" ? french : english));
  }

  /** The words under a key. A key without words shows itself: a test sees to it that there is none. */
  say(key: Key, args?: Args): string {
    const message = this.#bundle.getMessage(key);
    return message?.value ? this.#bundle.formatPattern(message.value, args ?? null, []) : key;
  }

  /** Whole cents as euros. The digits are put together as text: no fraction is ever computed. */
  money(cents: number): string {
    const euros = `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
    const form = new Intl.NumberFormat(this.#tag, { style: "currency", currency: "EUR" });
    return form.format(euros as `${number}`);
  }

  /** A round amount without its empty cents, for limits: "100 €". */
  round(cents: number): string {
    if (cents % 100 !== 0) return this.money(cents);
    const form = { style: "currency", currency: "EUR", maximumFractionDigits: 0 } as const;
    return new Intl.NumberFormat(this.#tag, form).format(cents / 100);
  }

  /** A count with the language's separators. */
  count(number: number): string {
    return new Intl.NumberFormat(this.#tag).format(number);
  }

  /** 14:29 */
  time(instant: string): string {
    return this.#date(instant, { hour: "2-digit", minute: "2-digit" });
  }

  /** 14:29:06 */
  timeToTheSecond(instant: string): string {
    return this.#date(instant, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  }

  /** 20 Nov */
  shortDay(instant: string): string {
    return this.#date(instant, { day: "numeric", month: "short" });
  }

  /** 20 Nov, 14:29 */
  dayAndTime(instant: string): string {
    return this.#date(instant, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  }

  /** 20/11/2025, 14:29 */
  dateAndTime(instant: string): string {
    return this.#date(instant, { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" });
  }

  /** The store day of an instant, YYYY-MM-DD. */
  dayOf(instant: string): string {
    return storeDay(Date.parse(instant), this.zone);
  }

  /** Friday 20 November, of a store day written YYYY-MM-DD. */
  storeDay(day: string): string {
    const noon = new Date(`${day}T12:00:00Z`);
    const form = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" } as const;
    const text = new Intl.DateTimeFormat(this.#tag, form).format(noon);
    return text.charAt(0).toLocaleUpperCase(this.#tag) + text.slice(1);
  }

  /** 20 Nov, of a store day written YYYY-MM-DD. */
  shortStoreDay(day: string): string {
    const form = { day: "numeric", month: "short", timeZone: "UTC" } as const;
    return new Intl.DateTimeFormat(this.#tag, form).format(new Date(`${day}T12:00:00Z`));
  }

  /** The name of a country by its two letters. */
  country(code: string): string {
    return new Intl.DisplayNames(this.#tag, { type: "region" }).of(code) ?? code;
  }

  #date(instant: string, form: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.#tag, { ...form, timeZone: this.zone }).format(new Date(instant));
  }
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The day of an instant in a zone, YYYY-MM-DD. Put together from its parts: no language's own form is that everywhere. */
export function storeDay(instant: number, zone: string): string {
  const form = new Intl.DateTimeFormat("en", { timeZone: zone, calendar: "gregory", numberingSystem: "latn", year: "numeric", month: "2-digit", day: "2-digit" });
  const parts = form.formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The store day before or after another, both YYYY-MM-DD. */
export function neighbourDay(day: string, step: 1 | -1): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + step);
  return date.toISOString().slice(0, 10);
}
