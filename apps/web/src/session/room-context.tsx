import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { openRoom, type Room, type RoomState } from './store.ts'

const RoomContext = createContext<Room | undefined>(undefined)

export function RoomProvider({ room, children }: { room: Room; children: ReactNode }) {
  return <RoomContext value={room}>{children}</RoomContext>
}

/** The room of the session whose page this is. */
export function useRoom(): Room {
  const room = useContext(RoomContext)
  if (!room) throw new Error('useRoom outside a RoomProvider')
  return room
}

export function useRoomState<T>(select: (state: RoomState) => T): T {
  return useStore(useRoom().store, select)
}

/** Joins a session for as long as the component lives. */
export function useJoinedRoom(id: string): Room | undefined {
  const [room, setRoom] = useState<Room>()
  useEffect(() => {
    const opened = openRoom(id)
    setRoom(opened)
    return () => opened.dispose()
  }, [id])
  return room
}
