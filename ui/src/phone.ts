// Telephone numbers as people write them and as gateways take them (E.164). It knows the counter's countries and
// leaves every other number as it was typed: whether a number is good is decided on the other side.

/** The calling code of a country, and whether its numbers at home begin with a zero that falls away abroad. */
const HOME: Record<string, { code: string; zero: boolean }> = {
  FR: { code: "+33", zero: true },
  ES: { code: "+34", zero: false },
  PT: { code: "+351", zero: false },
  IT: { code: "+39", zero: false },
  BE: { code: "+32", zero: true },
};

/** A number as gateways take it: `06 12 34 56 78` in France is `+33612345678`. */
export function international(typed: string, country: string): string {
  const bare = typed.replace(/[\s.()\-/]/g, "");
  if (bare === "" || bare.startsWith("+")) return bare;
  if (bare.startsWith("00")) return `+${bare.slice(2)}`;
  const home = HOME[country];
  if (!home || !/^\d+$/.test(bare)) return bare;
  return home.code + (home.zero ? bare.replace(/^0/, "") : bare);
}

/** A number as people read it: `+33 6 12 34 56 78`. */
export function readable(number: string): string {
  const french = /^(\+33)([1-9])(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(number);
  if (french) return french.slice(1).join(" ");
  const other = /^(\+34|\+351|\+39|\+32)(\d{3})(\d{3})(\d+)$/.exec(number);
  return other ? other.slice(1).join(" ") : number;
}
