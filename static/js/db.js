// @ts-check
export function openDb() { const m = new Map(); return { get: async (s,k)=>m.get(s+k)??null, put: async(s,v)=>{m.set(s+(v.session??v.id),v)}, remove: async()=>{}, all: async()=>[], durable:()=>true }; }
