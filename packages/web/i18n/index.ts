// The texts of the page in the language it is built in. Another language is a second file with the exports of `en.ts`, named here.
//
// A module, and not an object: the build resolves `t.signIn` to the text itself, and the names of the texts are not downloaded.
export * from './en.ts';
