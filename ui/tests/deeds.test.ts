// The question before a deed says what its press does where the financing stands, and what is shown afterwards says what
// came of it: a delivery in part, what is called back, what is released by hand.
import { describe, expect, test } from "vitest";
import type { DayRow, DeedView, DetailView, StateView } from "../src/bindings";
import { Faulty } from "../src/fake/backend";
import { amounts, detail, row } from "../src/fake/world";
import { open, read } from "./stage";

const noel = (state: StateView, more: Partial<DayRow> = {}) => row(151, "Iris Noël", 124_990, state, more);
const kept = (operation: "open" | "release" | "refund", amount: number) => ({ operation, amount, standing: "prepared", since: "2026-11-20T13:20:00Z" }) as const;
const said = (selector: string) => read(document.querySelector(selector) as Element);

/** What is asked when this deed is pressed on the page of the financing. */
async function asked(of: DayRow, deed: DeedView): Promise<string> {
  const shop = await open({ at: "financing", id: of.id, from: "today" }, (backend) => {
    backend.rows = [of];
    backend.instead.detail = () => ({ ...detail(of), deeds: [deed] });
  });
  await shop.tap(deed.replaceAll("_", "-"));
  await shop.see("ask-body");
  return said("dialog");
}

describe("a delivery in part", () => {
  const left = amounts(124_990, { authorised: 124_990, released: 100_000, left_to_release: 24_990, left_to_refund: 100_000 });
  test("names what is keyed in, and says that the rest will not be paid any more", async () => {
    const shop = await open({ at: "deliver" });
    await shop.tap("deliver-T2-000139");
    expect(read(await shop.see("ask-body"))).toContain("Le versement de 2 140,50 €");
    expect(shop.gone("only-delivery")).toBe(true);
    await shop.tap("confirm-part");
    for (const digit of "100000") await shop.tap(`keypad-${digit}`);
    await shop.until(() => expect(said('[data-testid="ask-body"]')).toContain("Le versement de 1 000,00 €"));
    expect(read(await shop.see("only-delivery"))).toMatch(/seule livraison.*1 140,50 €, ne sera plus versé/);
    await shop.tap("confirm-all");
    await shop.until(() => expect(shop.gone("only-delivery")).toBe(true));
  });
  test.each(["financed", "refunding", "refunded", "lapsed"] as const)("that is %s leaves nothing that waits to be released", async (state) => {
    const shop = await open({ at: "financing", id: "T2-000151", from: "today" }, (backend) => (backend.rows = [noel(state, { amounts: left })]));
    const figure = (await shop.see("left-to-release")).closest("div") as Element;
    expect(read(figure)).toBe("Non versé 249,90 €");
  });
  test("is told as what was paid, not as what was asked for", async () => {
    const shop = await open({ at: "journey", id: "T2-000151" }, (backend) => (backend.rows = [noel("financed", { amounts: left })]));
    await shop.see("journey-done");
    expect(said(".outcome")).toContain("1 000,00 € sont versés au magasin.");
  });
});

describe("what is reserved and not delivered", () => {
  test("waits to be released", async () => {
    const shop = await open({ at: "financing", id: "T2-000151", from: "today" }, (backend) => (backend.rows = [noel("reserved")]));
    expect(read((await shop.see("left-to-release")).closest("div") as Element)).toBe("En attente de versement 1 249,90 €");
  });
});

describe("a cancel", () => {
  test("of a delivery that was kept calls it back: nothing left, and nothing is given back", async () => {
    const question = await asked(noel("releasing", { pending: kept("release", 100_000) }), "cancel");
    expect(question).toMatch(/Ne pas envoyer : le versement \? 1 000,00 € : rien n’est parti.*reste comme avant/);
    expect(question).not.toContain("rendus");
  });
  test("of a refund that was kept calls that back, by its own amount", async () => {
    expect(await asked(noel("refunding", { pending: kept("refund", 14_900) }), "cancel")).toMatch(/Ne pas envoyer : le remboursement \? 149,00 €/);
  });
  test("of a request that was kept ends it", async () => {
    expect(await asked(noel("opening", { pending: kept("open", 124_990) }), "cancel")).toMatch(/Ne pas envoyer la demande.*s’arrête ici/);
  });
  test("of a journey does not promise that the customer cannot go on", async () => {
    const question = await asked(noel("filling"), "cancel");
    expect(question).toMatch(/fin ici au parcours.*Si la signature a lieu malgré tout/);
  });
  test("where nothing is reserved gives nothing back", async () => {
    const question = await asked(noel("accepted"), "cancel");
    expect(question).toMatch(/Rien n’est encore réservé.*n’envoie rien/);
    expect(question).not.toContain("rendus");
  });
  test("of what is reserved gives it back", async () => expect(await asked(noel("reserved"), "cancel")).toContain("rendus"));
});

describe("it was not done", () => {
  test("of an ended journey is about the customer’s signature, not about a release", async () => {
    const question = await asked(noel("withdrawing"), "declare_not_done");
    expect(question).toMatch(/le client n’a pas signé \?.*cesse alors de demander/);
    expect(question).not.toContain("versement");
  });
  test("of an operation without an answer is about that operation", async () => {
    const unknown = { ...kept("release", 124_990), standing: "unknown" } as const;
    expect(await asked(noel("releasing", { pending: unknown }), "declare_not_done")).toContain("le versement ?");
  });
});

describe("what is released by hand in the gateway’s portal", () => {
  const portal = (state: StateView) => noel(state, { by_hand: true });
  test("is delivered without anything being sent, and the question says so", async () => {
    const shop = await open({ at: "deliver" }, (backend) => (backend.rows = [portal("accepted")]));
    await shop.tap("deliver-T2-000151");
    const question = read(await shop.see("ask-body"));
    expect(question).toMatch(/n’envoie rien.*1 249,90 € resteront à verser dans son portail/);
    expect(question).not.toContain("est demandé maintenant");
  });
  test("says everywhere that it is to be released there, and nowhere that it was sent", async () => {
    const shop = await open({ at: "journey", id: "T2-000151" }, (backend) => (backend.rows = [portal("releasing")]));
    const pill = await shop.see("journey-state");
    expect(read(pill)).toBe("À verser dans le portail");
    expect(pill.classList.contains("waiting")).toBe(true);
    expect(said('li[aria-current="step"]')).toContain("À verser dans le portail de l’organisme");
    expect(said(".outcome")).toContain("faites le versement dans le portail");
    expect(document.body.textContent).not.toMatch(/Envoyé|est partie/);
  });
  test("is taken back with the portal in mind", async () => {
    expect(await asked(portal("releasing"), "cancel")).toMatch(/Revenir sur Livré.*n’a rien dit à l’organisme.*dans son portail/);
  });
  test("is let go with the portal in mind", async () => {
    expect(await asked(portal("accepted"), "cancel")).toMatch(/veillez à ce que.*pas versés dans son portail/);
  });
  test("is refunded like any other: a refund that was kept is called back", async () => {
    expect(await asked({ ...portal("refunding"), pending: kept("refund", 14_900) }, "cancel")).toContain("Ne pas envoyer : le remboursement");
  });
});

describe("a refund", () => {
  type Question = NonNullable<DetailView["last_question"]>;
  const financed = (refunded: number, left: number) =>
    noel("financed", { amounts: amounts(124_990, { authorised: 124_990, released: 124_990, refunded, left_to_refund: left }) });
  /** The question is open, and the gateway was asked; how it goes on is for the test to say. */
  async function opens() {
    const stands = { row: financed(0, 124_990), deeds: ["refund", "refund_part", "check"] as DeedView[], question: null as Question | null };
    const shop = await open({ at: "financing", id: stands.row.id, from: "today" }, (backend) => {
      const told = () => ({ ...detail(stands.row), deeds: stands.deeds, last_question: stands.question });
      backend.rows = [stands.row];
      backend.instead.detail = told;
      backend.instead.check = told;
    });
    await shop.tap("refund");
    const asking = (how: string) => shop.until(() => expect(document.querySelector<HTMLElement>('[data-testid="asks-first"]')?.dataset.asking).toBe(how));
    const off = () => (document.querySelector('[data-testid="confirm-yes"]') as HTMLButtonElement).disabled;
    await asking("waits");
    expect(shop.backend.asked.filter(({ command }) => command === "check")).toHaveLength(1);
    expect(off()).toBe(true);
    const comes = async (question: Partial<Question>, more: Partial<typeof stands>) => {
      Object.assign(stands, more, { question: { at: new Date().toISOString(), outcome: "answered", amounts: true, why: null, ...question } });
      await shop.tell(stands.row.id);
    };
    return { shop, comes, asking, off };
  }
  test("is made of what the gateway says is left, not of what the till knew", async () => {
    const { comes, asking, off } = await opens();
    expect(said('[data-testid="ask-body"]')).toContain("1 249,90 €");
    await comes({}, { row: financed(50_000, 74_990) });
    await asking("answered");
    expect(said('[data-testid="ask-body"]')).toContain("Jusqu’à 749,90 €");
    expect(off()).toBe(false);
  });
  test("is not made of what was given back elsewhere", async () => {
    const { comes, asking, off } = await opens();
    await comes({}, { row: financed(124_990, 0), deeds: ["check"] });
    await asking("nothing");
    expect(off()).toBe(true);
  });
  test("may be made where the gateway does not say, which the question says", async () => {
    const { comes, asking, off } = await opens();
    await comes({ outcome: "no_answer", amounts: false, why: "timed_out" }, {});
    await asking("unasked");
    expect(said('[data-testid="asks-first"]')).toContain("un remboursement fait ailleurs");
    expect(off()).toBe(false);
  });
  test("may be made where the answer names no amounts, which is no word of what is left", async () => {
    const { comes, asking, off } = await opens();
    await comes({ amounts: false }, {});
    await asking("unasked");
    expect(off()).toBe(false);
  });
  test("waits for what was asked a moment ago and is not answered", async () => {
    const { shop, comes, asking, off } = await opens();
    await shop.tap("confirm-no");
    shop.backend.instead.check = () => new Faulty({ fault: "too_soon", seconds: 7 });
    await shop.tap("refund");
    await shop.until(() => expect(shop.backend.asked.filter(({ command }) => command === "check")).toHaveLength(2));
    await asking("waits");
    expect(off()).toBe(true);
    await comes({}, { row: financed(50_000, 74_990) });
    await asking("answered");
  });
  test("asks no second time for an answer of a moment ago", async () => {
    const shop = await open({ at: "financing", id: "T2-000143", from: "today" });
    await shop.tap("check");
    await shop.see("last-question");
    await shop.tap("refund");
    await shop.tap("confirm-yes");
    await shop.until(() => expect(shop.gone("confirm-yes")).toBe(true));
    expect(shop.backend.asked.filter(({ command }) => command === "check")).toHaveLength(1);
  });
});
