/** The style sheet of the public pages. Text and controls have a contrast of at least 4.5:1 and 3:1 (WCAG 2.2 AA). */
import { Html } from './html.ts';

const defaultColor = '#1f5f8b';

/** `color`: `#rrggbb` of buttons. */
export function makeStyle(color: string = defaultColor): Html {
  return new Html(sheet.replaceAll('ONBRAND', chooseTextColor(color)).replaceAll('BRAND', color));
}

/** White or black, whichever has the higher contrast: one of them has at least 4.58:1 on every colour. */
function chooseTextColor(color: string): string {
  const luminance = measureLuminance(color);
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#fff' : '#000';
}

/** Relative luminance by WCAG 2.2. */
function measureLuminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const sheet = `
*{box-sizing:border-box}
html{font:100%/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:#1d2430;background:#f3f4f6;-webkit-text-size-adjust:100%}
body{margin:0}
.page{max-width:40rem;margin:0 auto;padding:1.5rem 1rem 3rem}
header{padding:.5rem 0 1.25rem;text-align:center}
.brand{margin:0;font-size:1.25rem;font-weight:650;letter-spacing:-.01em}
.logo{max-width:12rem;max-height:4rem}
main{background:#fff;border:1px solid #d9dde3;border-radius:.875rem;padding:1.75rem 1.25rem;box-shadow:0 1px 2px rgba(20,30,50,.05),0 8px 24px rgba(20,30,50,.05)}
h1{margin:0 0 .5rem;font-size:1.625rem;line-height:1.2;letter-spacing:-.015em}
h2{margin:0 0 .25rem;font-size:1.125rem;line-height:1.3}
p{margin:0 0 1rem}
.quiet{color:#525c6b}
.names{margin:0 0 1.25rem;padding-inline-start:1.25rem;overflow-wrap:anywhere}
.who{overflow-wrap:anywhere;font-weight:600}
a{color:#174a6e;text-underline-offset:.15em}
form{margin:0}
fieldset{margin:1.5rem 0 0;padding:1.25rem 0 0;border:0;border-top:1px solid #e3e6eb;min-width:0}
legend{float:left;width:100%;padding:0;margin:0 0 .25rem;font-size:1.125rem;font-weight:650;line-height:1.3}
legend+*{clear:both}
.choices{display:grid;gap:.25rem;margin:.25rem 0 0}
.topics{margin:.5rem 0 0;margin-inline-start:1.05rem;padding-inline-start:1rem;border-inline-start:2px solid #e3e6eb}
.choice{display:flex;gap:.75rem;align-items:flex-start;padding:.4rem 0;min-height:2.75rem;cursor:pointer}
.choice input{flex:none;width:1.375rem;height:1.375rem;margin:.125rem 0 0;accent-color:#1d2430}
.choice small{display:block;color:#525c6b;font-size:.9rem}
.topic{padding:.5rem 0 0}
.topic>p{margin:0}
input[type=date],input[type=email],select{display:block;width:100%;max-width:20rem;min-height:2.75rem;margin:.35rem 0 .25rem;padding:.5rem .75rem;font:inherit;color:inherit;background:#fff;border:1px solid #727c8b;border-radius:.5rem}
label.field{display:block;font-weight:600}
.error{color:#a3161a;font-weight:600}
input[aria-invalid=true]{border-color:#a3161a;border-width:2px}
button{display:inline-block;min-height:2.875rem;padding:.65rem 1.4rem;font:inherit;font-weight:650;border-radius:.6rem;border:2px solid transparent;cursor:pointer}
.primary{background:BRAND;color:ONBRAND;border-color:rgba(0,0,0,.55)}
.secondary{background:#fff;color:#1d2430;border-color:#727c8b}
.actions{margin:1.75rem 0 0}
.options{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr))}
.options button{overflow-wrap:anywhere;text-wrap:balance}
.aside{margin:1.75rem 0 0;padding:1.25rem;background:#f6f7f9;border-radius:.75rem}
.aside p{margin:.25rem 0 1rem}
.notice{display:flex;gap:.6rem;margin:0 0 1.25rem;padding:.8rem 1rem;background:#e8f4ec;border:1px solid #2c7a4b;border-radius:.6rem;color:#174a2c;font-weight:600}
.notice p{margin:0}
:focus-visible{outline:3px solid #12344f;outline-offset:3px;border-radius:.3rem}
footer{padding:1.25rem 0 0;text-align:center;font-size:.95rem}
[dir=rtl] :is(h1,h2,p,legend,label,span,small,li,button){unicode-bidi:plaintext}
footer a{display:inline-block;padding:.35rem .75rem}
@media (min-width:40rem){.page{padding:3rem 1rem}main{padding:2.5rem}.row{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr))}}
@media (max-width:24rem){button{width:100%}}
@media print{html,main{background:#fff;box-shadow:none}button{display:none}}
`;
