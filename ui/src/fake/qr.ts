// A drawing that looks like a QR code and holds nothing, for the eyes of whoever draws the screen.
const SIDE = 33;

/** An SVG with three corners and noise, quiet zone of four modules included. */
export function drawing(): string {
  let seed = 20_261_120;
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  const corner = (x: number, y: number) => {
    const inside = (ox: number, oy: number) => x >= ox && x < ox + 8 && y >= oy && y < oy + 8;
    return inside(0, 0) || inside(SIDE - 8, 0) || inside(0, SIDE - 8);
  };
  let path = "";
  for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) if (!corner(x, y) && next() < 0.48) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  const mark = (x: number, y: number) => `M${x + 4} ${y + 4}h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z`;
  path += mark(0, 0) + mark(SIDE - 7, 0) + mark(0, SIDE - 7);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE + 8} ${SIDE + 8}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${SIDE + 8}v${SIDE + 8}H0z"/><path fill="#000" fill-rule="evenodd" d="${path}"/></svg>`;
}
