// The sign-in page, which replaces Cognito's own in local development.
import { createHash } from 'node:crypto';
import { NAME_LENGTH_MAX } from './user-pool-users.ts';

const STYLE = `
:root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #17202a; --quiet: #56616f; --line: #c9d0d9; --act: #1f5fd0; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161b; --card: #1b2128; --ink: #e8ecf1; --quiet: #a3afbd; --line: #3a4552; --act: #8ab4ff; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 24rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; }
h1 { margin: 0 0 1.5rem; font-size: 1.4rem; line-height: 1.25; }
label { display: block; margin-bottom: .35rem; font-weight: 600; }
input, button { width: 100%; min-height: 2.9rem; font: inherit; border-radius: .6rem; }
input { padding: 0 .8rem; color: inherit; background: transparent; border: 1px solid var(--quiet); }
button { margin-top: 1rem; border: 0; font-weight: 600; color: var(--card); background: var(--act); cursor: pointer; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
p { margin: 1.25rem 0 0; color: var(--quiet); font-size: .9rem; }
p.bad { margin: .5rem 0 0; color: var(--bad); }
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
