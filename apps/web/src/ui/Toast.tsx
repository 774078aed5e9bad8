// Short notices at the foot of the page. Import `toast` from here, so that the library has one door.
import { Toaster as Sonner } from 'sonner'
import styles from './Toast.module.css'

export { toast } from 'sonner'

export function Toaster({ theme }: { theme: 'dark' | 'light' }) {
  return (
    <Sonner
      theme={theme}
      position="bottom-left"
      offset={{ bottom: 44, left: 16 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: styles.toast ?? '',
          title: styles.title ?? '',
          description: styles.description ?? '',
          actionButton: styles.action ?? '',
          error: styles.error ?? '',
          warning: styles.warning ?? '',
        },
      }}
    />
  )
}
