// The counter's countries and the zones their stores lie in: defaults for a form. Whether a country or zone is good is
// decided on the other side.

/** Each country with the zone most of its stores lie in, and the further ones. */
const ZONES: Record<string, string[]> = {
  FR: ["Europe/Paris", "America/Cayenne", "America/Guadeloupe", "America/Martinique", "Indian/Mayotte", "Indian/Reunion"],
  ES: ["Europe/Madrid", "Atlantic/Canary"],
  PT: ["Europe/Lisbon", "Atlantic/Azores", "Atlantic/Madeira"],
  IT: ["Europe/Rome"],
  BE: ["Europe/Brussels"],
};

export const COUNTRIES = Object.keys(ZONES);

/** The country a store's zone lies in; France, where most counters stand, for a zone of none of them. */
export function countryOf(zone: string): string {
  return COUNTRIES.find((country) => zonesOf(country).includes(zone)) ?? "FR";
}

/** The zones of a country, the usual one first; none for a country that is not the counter's. */
export function zonesOf(country: string): string[] {
  return ZONES[country] ?? [];
}

/** The zone to begin a till's form with on a machine that lies in `zone`. */
export function storeZone(zone: string): string {
  const zones = zonesOf(countryOf(zone));
  return zones.includes(zone) ? zone : (zones[0] ?? zone);
}
