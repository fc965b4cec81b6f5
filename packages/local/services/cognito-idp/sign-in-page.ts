// The sign-in page, which replaces Cognito's own in local development.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NAME_LENGTH_MAX } from './user-pool-users.ts';

// The design tokens of the chat: tokens.css is a copy of its sheet, which the fault page uses too.
const TOKENS = readFileSync(join(import.meta.dirname, '../../fault-injection/page/tokens.css'), 'utf8');

const STYLE = `${TOKENS}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: var(--space-4); background: var(--sidebar); color: var(--text); font: var(--font-l)/var(--line-body) var(--font); }
main { width: 100%; max-width: 400px; padding: var(--space-8); background: var(--background); border: var(--line) solid var(--border); border-radius: var(--radius-dialog); box-shadow: var(--shadow); }
h1 { margin: 0 0 var(--space-6); font-size: var(--font-3xl); line-height: var(--line-tight); }
label { display: block; margin-bottom: var(--space-1); font-weight: var(--weight-medium); }
input, button { width: 100%; min-height: var(--touch-target); font: inherit; border-radius: var(--radius); }
input { padding: 0 var(--space-3); color: inherit; background: var(--surface); border: var(--line) solid var(--border-strong); }
button { margin-top: var(--space-4); border: var(--line) solid transparent; font-weight: var(--weight-medium); color: var(--on-accent); background: var(--accent); cursor: pointer; }
button:hover { background: var(--accent-hover); }
:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-width); }
p { margin: var(--space-5) 0 0; color: var(--text-secondary); font-size: var(--font-m); }
p.bad { margin: var(--space-2) 0 0; color: var(--danger); }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** A name that was not accepted, and the reason. */
export type RejectedName = { name: string; problem: string };

/** The page and its content security policy: no scripts, this style only, and a form that may redirect to the app. */
export function signInPage(action: string, backTo: string, rejected?: RejectedName): { html: string; policy: string } {
  const main = `<h1>Sign in on this machine</h1>
<form method="post" action="${escapeHtml(action)}">
<label for="username">Your name</label>
<input id="username" name="username" required maxlength="${NAME_LENGTH_MAX}" autofocus autocomplete="username" autocapitalize="none" spellcheck="false"${rejected ? ` value="${escapeHtml(rejected.name)}" aria-invalid="true" aria-describedby="problem"` : ''}>
${rejected ? `<p class="bad" id="problem" role="alert">${escapeHtml(rejected.problem)}</p>` : ''}
<button>Sign in</button>
</form>
<p>This page replaces the sign-in page of Amazon Cognito. There is no password: any visitor can sign in under any name.</p>`;
  return { html: page('Sign in', main), policy: policy(`'self' ${backTo}`) };
}

/** The page for a sign-in request that cannot be redirected safely. */
export function errorPage(reason: string): { html: string; policy: string } {
  return {
    html: page('Sign-in rejected', `<h1>Sign-in rejected</h1><p>${escapeHtml(reason)}</p>`),
    policy: policy("'none'"),
  };
}

function page(title: string, main: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}</style><main>${main}</main></html>`;
}

function policy(formAction: string): string {
  return `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
