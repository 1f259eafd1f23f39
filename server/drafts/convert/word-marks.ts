/** Left in a file by our export. Word and LibreOffice keep it but sign their name beside it when they save. */
export const OUR_PROPERTY = 'VecheDraftSchema'

/** A style of our own exports: a paragraph Word needs beside a table or in a merged cell, which is no part of the text. */
export const GAP_STYLE = 'VecheGap'
