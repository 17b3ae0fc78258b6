// The form of a financing before it is started: what was keyed in stays while staff look at another screen, and is
// forgotten once it is started. It turns into the contract's form at the last moment and knows nothing of the wire.
import { typedCents } from "./amount";
import type { CustomerForm, PersonForm, ProductView, StartForm, StartMode, StartSending } from "./bindings";
import { international } from "./phone";

/** A customer's facts by the names that a product's `needs` and a fault's fields use. */
export const FACTS = [
  "title",
  "first_name",
  "last_name",
  "mobile",
  "email",
  "phone",
  "birth_date",
  "customer_reference",
  "address",
  "postal_code",
  "city",
  "country",
  "ship_title",
  "ship_first_name",
  "ship_last_name",
  "ship_company",
  "ship_mobile",
  "ship_phone",
  "ship_address",
  "ship_postal_code",
  "ship_city",
  "ship_country",
  "prescoring",
] as const;
export type Fact = (typeof FACTS)[number];

/** A line of the basket as it is typed. */
export interface Line {
  name: string;
  quantity: string;
  price: string;
  /** Percentages, and who sells it in a marketplace; mostly empty. */
  tax: string;
  discount: string;
  merchant: string;
}

/** A line of the basket in whole pieces and cents; what is not typed yet counts as nothing. */
export function counted(line: Line): { name: string; quantity: number; price: number; total: number } {
  const quantity = /^\d{1,4}$/.test(line.quantity.trim()) ? Number(line.quantity) : 0;
  const price = typedCents(line.price) ?? 0;
  return { name: line.name.trim(), quantity, price, total: quantity * price };
}

function noFacts(): Record<Fact, string> {
  return Object.fromEntries(FACTS.map((fact) => [fact, ""])) as Record<Fact, string>;
}

/** 128 random bits: the same form pressed twenty times is one financing. */
function newToken(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Draft {
  token = $state(newToken());
  gateway = $state("");
  amount = $state(0);
  product = $state("");
  instalments = $state(0);
  mode = $state<StartMode | null>(null);
  order = $state("");
  /** Whether the order number came from a scanner. */
  scanned = $state(false);
  facts = $state(noFacts());
  cart = $state<Line[]>([]);

  /** Forgets everything: the next press starts another financing. The gateway stays, shops seldom change it. */
  reset(): void {
    this.token = newToken();
    this.amount = 0;
    this.product = "";
    this.instalments = 0;
    this.mode = null;
    this.order = "";
    this.scanned = false;
    this.facts = noFacts();
    this.cart = [];
  }

  /** Whether anything was keyed in that would be lost. */
  get touched(): boolean {
    return this.amount > 0 || this.order !== "" || this.cart.length > 0 || FACTS.some((fact) => this.facts[fact] !== "");
  }

  /** The form as it is sent. A fact the product neither needs nor wants does not leave the screen. */
  form(gateway: string, product: ProductView, choice: { mode: StartMode; instalments: number }, sending: StartSending, home: string): StartForm {
    return {
      token: this.token,
      gateway,
      amount: this.amount,
      product: product.code,
      instalments: choice.instalments,
      mode: choice.mode,
      order: this.order.trim(),
      sending,
      customer: customer(this.facts, product, home, this.cart),
    };
  }
}

export const draft = new Draft();

/** The customer in the contract's shape, with the facts that are needed or wanted only. */
export function customer(facts: Record<Fact, string>, { needs, wants }: Pick<ProductView, "needs" | "wants">, home: string, cart: Line[]): CustomerForm {
  const asked = [...needs, ...wants];
  const fact = (name: Fact) => (asked.includes(name) ? facts[name].trim() : "");
  const given = (names: Fact[]) => names.some((name) => needs.includes(name) || fact(name) !== "");
  const number = (name: Fact, country: string) => international(fact(name), country);
  const person = (of: "" | "ship_", country: string): PersonForm => ({
    title: fact(`${of}title`),
    first_name: fact(`${of}first_name`),
    last_name: fact(`${of}last_name`),
    company: of === "ship_" ? fact("ship_company") : "",
    phone: number(`${of}phone`, country),
    mobile: number(`${of}mobile`, country),
  });
  const place = (of: "" | "ship_") => ({
    address: fact(`${of}address`),
    postal_code: fact(`${of}postal_code`),
    city: fact(`${of}city`),
    // The store's own country stands on the form from the beginning: alone it is no address.
    country: asked.includes(`${of}country`) && given([`${of}address`, `${of}postal_code`, `${of}city`, `${of}country`]) ? facts[`${of}country`] || home : "",
  });
  const elsewhere = given(["ship_address", "ship_postal_code", "ship_city", "ship_country"]);
  const another = given(["ship_title", "ship_first_name", "ship_last_name", "ship_company", "ship_phone", "ship_mobile"]);
  return {
    billing: person("", facts.country || home),
    home: place(""),
    email: fact("email"),
    birth_date: isoDate(fact("birth_date")),
    reference: fact("customer_reference"),
    ship_to: another ? person("ship_", facts.ship_country || home) : null,
    ship_place: elsewhere ? place("ship_") : null,
    cart: asked.includes("cart") ? cart.map((line) => ({ ...counted(line), tax: line.tax.trim(), discount: line.discount.trim(), merchant: asked.includes("seller") ? line.merchant.trim() : "" })) : [],
    prescoring: fact("prescoring"),
  };
}

/** A day as people type it, `21/06/1982`, as YYYY-MM-DD. Anything else stays as typed, and is objected to over there. */
export function isoDate(typed: string): string {
  const parts = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$/.exec(typed);
  if (!parts) return typed;
  const [, day = "", month = "", year = ""] = parts;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}
