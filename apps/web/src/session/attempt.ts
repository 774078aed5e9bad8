import { wordsOf } from '../api/call.ts'
import { toast } from '../ui/toast.ts'

/** Runs an action of the reader; a failure is told in a toast. Answers whether it worked. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action()
    return true
  } catch (error) {
    const { message, next } = wordsOf(error)
    toast.error(message, next ? { description: next } : {})
    return false
  }
}
