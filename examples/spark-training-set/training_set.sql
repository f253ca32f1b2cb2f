-- What goes into training: the posts themselves, for those items alone that may be used.
SELECT p.item, p.kind, p.text
FROM posts p
JOIN eligibility e ON e.item = p.item
WHERE e.eligible;

-- How many posts each reason keeps out; a post with several reasons counts for each.
SELECT r.reason, count(*) AS posts
FROM (SELECT explode(split(e.reasons, ' ')) AS reason FROM eligibility e WHERE NOT e.eligible) r
GROUP BY r.reason
ORDER BY posts DESC, reason
