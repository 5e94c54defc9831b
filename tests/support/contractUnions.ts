import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** Reads the unions of the contract from its sources: types are gone at run time, and what shows all of them must not be a list of its own. */
const folder = join(import.meta.dirname, '../../engine/contract')

function typeAlias(file: string, name: string): ts.TypeNode {
  const source = ts.createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const found = source.statements.find((one): one is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(one) && one.name.text === name)
  if (found === undefined) throw new Error(`${file} declares no type ${name}`)
  return found.type
}

const members = (type: ts.TypeNode): readonly ts.TypeNode[] => (ts.isUnionTypeNode(type) ? type.types : [type])

/** The texts of a union of literals: `type A = 'x' | 'y'`. */
export function literalsOf(file: string, name: string): readonly string[] {
  return members(typeAlias(file, name)).map((type) => {
    if (!ts.isLiteralTypeNode(type) || !ts.isStringLiteral(type.literal)) throw new Error(`${name} is no union of texts`)
    return type.literal.text
  })
}

/** How a union of objects tells its members apart: the literals of one property. What is no object is given as written: `null`, `string`, a name. */
export function tagsOf(file: string, name: string, tag: string): readonly string[] {
  return members(typeAlias(file, name)).map((type) => {
    if (!ts.isTypeLiteralNode(type)) return type.getText()
    for (const member of type.members) {
      if (!ts.isPropertySignature(member) || member.name.getText() !== tag || member.type === undefined) continue
      if (ts.isLiteralTypeNode(member.type) && ts.isStringLiteral(member.type.literal)) return member.type.literal.text
    }
    throw new Error(`a member of ${name} has no ${tag}`)
  })
}
