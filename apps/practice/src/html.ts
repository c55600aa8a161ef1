import { escapeHtml } from './text';

/** HTML that needs no more escaping. */
export class Html {
  constructor(readonly source: string) {}
}

type Part = Html | string | number | null | readonly Html[];

/** A template whose values are escaped unless they are Html themselves. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  const filled = values.map((value) => {
    if (value === null) return '';
    if (value instanceof Html) return value.source;
    if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
    return value.map((item) => item.source).join('');
  });
  return new Html(strings.reduce((text, part, index) => text + (filled[index - 1] ?? '') + part));
}

interface PageOptions {
  title: string;
  language: string;
  body: Html;
  scripts?: readonly string[];
}

export function page({ title, language, body, scripts = [] }: PageOptions): string {
  const tags = scripts.map((script) => html`<script type="module" src="${script}"></script>`);
  return html`<!doctype html>
    <html lang="${language}" dir="${language === 'fa' ? 'rtl' : 'ltr'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/avatars/rivertown.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/page/page.css" />
        ${tags}
      </head>
      <body>
        ${body}
      </body>
    </html> `.source;
}
