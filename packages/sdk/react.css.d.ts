// A stylesheet: importing it is all there is to it.
export {}
