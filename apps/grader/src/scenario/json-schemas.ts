// JSON Schemas for editors, generated from the zod schemas: committed in scenarios/schema and verified by a test.
import { DocsSite } from '@unflunk/shared/docs'
import { LookUpFile } from '@unflunk/shared/drill'
import { Blueprint, Curriculum, ScenarioFile } from '@unflunk/shared/scenario'
import { z } from 'zod'

/** File name -> content. */
export function jsonSchemas(): Map<string, string> {
  const schemas = { scenario: ScenarioFile, exam: Blueprint, curriculum: Curriculum, docs: DocsSite, 'look-up': LookUpFile }
  return new Map(Object.entries(schemas).map(([name, schema]) => [`${name}.schema.json`, render(schema)]))
}

/** As written (`io: input`): fields with a default are optional. A number may also be a `{{parameter}}`, which yaml reads as a map. */
function render(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.type !== 'integer' && jsonSchema.type !== 'number') return
      const { type, minimum, maximum, ...rest } = jsonSchema
      delete jsonSchema.type
      delete jsonSchema.minimum
      delete jsonSchema.maximum
      Object.assign(jsonSchema, rest, { anyOf: [{ type, minimum, maximum }, { type: 'object' }] })
    },
  })
  return `${JSON.stringify(json, undefined, 2)}\n`
}
