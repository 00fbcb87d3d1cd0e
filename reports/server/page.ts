/** The frame of the pages that the server makes itself: one document, one style sheet, no script. */
import { ownPagePolicy } from './headers.ts';
import { html, Markup } from './markup.ts';
import { STYLE } from './style.ts';

export const PAGE_POLICY = ownPagePolicy(STYLE);

export function page({ title, body }: { readonly title: string; readonly body: Markup }): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · streamstock-bench</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
</head>
<body>
<nav class="top-bar" aria-label="Home"><a class="brand" href="/">streamstock<span>bench</span></a></nav>
<div class="content">${body}
</div>
</body>
</html>
`.text;
}
