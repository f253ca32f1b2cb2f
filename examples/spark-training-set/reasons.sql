-- How many posts each reason keeps out. A post with several reasons counts for each.
SELECT r.reason, count(*) AS posts
FROM (SELECT explode(split(e.reasons, ' ')) AS reason FROM eligibility e WHERE NOT e.eligible) r
GROUP BY r.reason
ORDER BY posts DESC, reason
