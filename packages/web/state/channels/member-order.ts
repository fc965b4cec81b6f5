// The order and the search of a list of members.
import type { Member, Role } from '@parley/chat';

/** The display name of a member. */
export type NameOf = (member: { userId: string; username: string }) => string;

const ROLE_ORDER: Readonly<Record<Role, number>> = { owner: 0, moderator: 1, member: 2 };

/** The members by role, and those of one role by name, as the language of the page orders names. */
export function orderedMembers(members: readonly Member[], nameOf: NameOf, language: string): Member[] {
  const { compare } = new Intl.Collator(language, { sensitivity: 'base', numeric: true });
  const named = members.map((member) => ({ member, name: nameOf(member) }));
  named.sort(
    (a, b) =>
      ROLE_ORDER[a.member.role] - ROLE_ORDER[b.member.role] ||
      compare(a.name, b.name) ||
      compare(a.member.username, b.member.username),
  );
  return named.map(({ member }) => member);
}

/** The members in whose display name or username each word of a search begins a word. */
export function foundMembers(members: readonly Member[], nameOf: NameOf, search: string): Member[] {
  const words = wordsOf(search);
  if (words.length === 0) return [...members];
  return members.filter((member) => {
    const names = [...wordsOf(nameOf(member)), ...wordsOf(member.username)];
    return words.every((word) => names.some((name) => name.startsWith(word)));
  });
}

// Without case and accents: "ó" is found by "o".
function wordsOf(text: string): string[] {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[\s._@-]+/u)
    .filter(Boolean);
}
