import sharp from 'sharp';

/** Pictures of the seeded week, drawn here so that nothing is fetched from anywhere. */
export type Picture = 'pothole' | 'flood' | 'tree' | 'lanterns' | 'snow' | 'kerb' | 'garden' | 'bridge';

const sky = (top: string, bottom: string): string =>
  `<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient></defs><rect width="1200" height="800" fill="url(#s)"/>`;
const houses =
  '<g fill="#6b7f94"><path d="M0 330h170v170H0zM190 280h150v220H190zM360 350h190v150H360zM900 300h160v200H900zM1080 340h120v160h-120z"/></g>' +
  '<g fill="#f5d78a"><path d="M30 370h30v40H30zm60 0h30v40H90zM220 320h30v40h-30zm60 0h30v40h-30zM400 390h30v40h-30zm70 0h30v40h-30zM930 340h30v40h-30zm60 0h30v40h-30zM1110 380h30v40h-30z"/></g>';
const tree = (x: number, y: number, size: number): string =>
  `<g transform="translate(${x} ${y}) scale(${size})"><rect x="-9" y="0" width="18" height="90" fill="#6b4a2f"/><circle cx="0" cy="-30" r="58" fill="#3f7d3a"/><circle cx="-38" cy="6" r="40" fill="#4a8f44"/><circle cx="40" cy="4" r="42" fill="#367032"/></g>`;
const flakes = Array.from(
  { length: 90 },
  (_, i) => `<circle cx="${(i * 397) % 1200}" cy="${(i * 613) % 800}" r="${3 + (i % 4)}" fill="#fff" opacity=".85"/>`,
).join('');
const lamps = Array.from({ length: 11 }, (_, i) => {
  const y = 210 + Math.round(60 * Math.sin(i / 1.6)) + (i % 3) * 70;
  return `<g transform="translate(${90 + i * 102} ${y})"><path d="M0-60V-32" stroke="#3b2f5c" stroke-width="3"/><ellipse rx="34" ry="40" fill="${['#ff9f43', '#ff6b6b', '#feca57'][i % 3]}"/><ellipse rx="14" ry="40" fill="#fff" opacity=".25"/></g>`;
}).join('');

const SCENES: Record<Picture, string> = {
  pothole: `${sky('#b9d4ea', '#e8f0f5')}${houses}<path fill="#55595f" d="M0 500h1200v300H0z"/><path stroke="#e9d37a" stroke-width="12" stroke-dasharray="110 70" d="M0 560h1200"/><ellipse cx="640" cy="680" rx="210" ry="62" fill="#2b2d31"/><ellipse cx="650" cy="692" rx="170" ry="42" fill="#6d8ba3"/><path d="M430 670l-60-22m480 40l70 18M560 740l-30 44" stroke="#34363a" stroke-width="7"/>`,
  flood: `${sky('#7d8fa3', '#c2cdd6')}${tree(180, 350, 1.5)}${tree(1010, 370, 1.3)}<path fill="#8fae6e" d="M0 470h1200v330H0z"/><path fill="#5c86a8" d="M0 560q150-40 300 0t300 0 300 0 300 0v240H0z"/><path fill="none" stroke="#a9c6dc" stroke-width="7" d="M60 640q70-24 140 0t140 0m200 60q70-24 140 0t140 0m90-70q60-20 120 0t120 0"/><g fill="#7a5230"><path d="M520 520h190v20H520zM540 540h16v70h-16zm135 0h16v70h-16zM520 470h190v18H520z"/></g>`,
  tree: `${sky('#cfe0ee', '#f2f6f8')}<path fill="#7fa65a" d="M0 520h1200v280H0z"/><path fill="#cbb58d" d="M0 640q300-70 600-20t600-30v120q-300-20-600 20T0 760z"/><g transform="translate(330 660) rotate(-84)"><rect x="-24" y="-40" width="48" height="420" fill="#6b4a2f"/><circle cx="0" cy="440" r="120" fill="#3f7d3a"/><circle cx="-80" cy="400" r="76" fill="#4a8f44"/><circle cx="84" cy="410" r="84" fill="#367032"/></g>${tree(1040, 420, 1.3)}`,
  lanterns: `${sky('#241a45', '#6b3f6f')}<path fill="none" stroke="#3b2f5c" stroke-width="4" d="M0 150q300 90 600 0t600 0"/>${lamps}<path fill="#17142b" d="M0 620h1200v180H0z"/><path fill="#b5648a" opacity=".35" d="M0 650q150-20 300 0t300 0 300 0 300 0v50H0z"/>`,
  snow: `${sky('#9fb2c6', '#dfe7ee')}${houses}<path fill="#f4f8fb" d="M0 500h1200v300H0z"/><path fill="#dfe8ef" d="M0 600h1200v110H0z"/><g transform="translate(560 545)"><rect width="230" height="90" rx="12" fill="#e58a1f"/><rect x="150" y="-50" width="80" height="60" rx="8" fill="#f5a742"/><rect x="164" y="-38" width="50" height="36" fill="#cfe3f2"/><path fill="#b5bcc4" d="M236 20l50-14v90l-50 6z"/><circle cx="52" cy="92" r="28" fill="#2e3238"/><circle cx="182" cy="92" r="28" fill="#2e3238"/></g>${flakes}`,
  kerb: `${sky('#c9dcea', '#eef4f7')}${houses}<path fill="#b9b4aa" d="M0 490h1200v150H0z"/><path fill="#8d8981" d="M0 630h1200v34H0z"/><path fill="#55595f" d="M0 664h1200v136H0z"/><g fill="#fff"><path d="M430 664h60l-40 136h-80zm130 0h60l-10 136h-80zm130 0h60l30 136h-80z"/></g><path fill="#d8442f" d="M520 560l44 76h-88z"/><path fill="#d8442f" d="M700 560l44 76h-88z"/><path stroke="#d8442f" stroke-width="14" d="M564 600h92"/>`,
  garden: `${sky('#bfe0f2', '#f1f8f2')}<path fill="#7fb069" d="M0 480h1200v320H0z"/><g fill="#7a5230"><path d="M120 590h420v130H120zM660 590h420v130H660z"/></g><g fill="#4a8f44"><circle cx="180" cy="580" r="34"/><circle cx="270" cy="572" r="44"/><circle cx="370" cy="580" r="36"/><circle cx="470" cy="574" r="42"/><circle cx="720" cy="578" r="38"/><circle cx="820" cy="570" r="46"/><circle cx="930" cy="580" r="36"/><circle cx="1020" cy="574" r="40"/></g><g fill="#e8505b"><circle cx="270" cy="562" r="11"/><circle cx="470" cy="570" r="11"/><circle cx="820" cy="560" r="11"/><circle cx="1020" cy="566" r="11"/></g><g fill="#f9d342"><circle cx="186" cy="574" r="10"/><circle cx="372" cy="572" r="10"/><circle cx="930" cy="572" r="10"/></g>${tree(600, 390, 1.4)}`,
  bridge: `${sky('#f7c59f', '#fde8d3')}<path fill="#5c86a8" d="M0 520h1200v280H0z"/><path fill="none" stroke="#89acc6" stroke-width="6" d="M80 650q60-20 120 0t120 0m420 60q60-20 120 0t120 0"/><path fill="#7b4b3a" d="M0 420h1200v46H0z"/><path fill="none" stroke="#7b4b3a" stroke-width="20" d="M100 460q250-330 500 0 250-330 500 0"/><path stroke="#7b4b3a" stroke-width="7" d="M230 330v100m120-134v134m120-104v104M730 330v100m120-134v134m120-104v104"/><path fill="#64382b" d="M80 460h50v170H80zm490 0h60v190h-60zm500 0h50v170h-50z"/>`,
};

export function drawPicture(picture: Picture): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 800">${SCENES[picture]}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer();
}
