-- What goes into training: the posts themselves, for those items alone that may be used.
SELECT p.item, p.kind, p.text
FROM posts p
JOIN eligibility e ON e.item = p.item
WHERE e.eligible
