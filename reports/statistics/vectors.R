# Writes what R says about the cases that the tests of this folder repeat. Base R alone, always the same output:
#   Rscript reports/statistics/vectors.R > reports/statistics/vectors.golden.json
# R has no exact p-values with ties: there every choice is counted, which is what such a p is by definition.
set.seed(6)

number <- function(x) ifelse(is.infinite(x), ifelse(x > 0, '"Infinity"', '"-Infinity"'), sprintf("%.17g", x))
json <- function(x) {
  if (is.list(x) && !is.null(names(x)))
    paste0("{", paste0('"', names(x), '":', vapply(x, json, ""), collapse = ","), "}")
  else if (is.list(x)) paste0("[\n", paste(vapply(x, json, ""), collapse = ",\n"), "\n]")
  else if (is.character(x)) paste0('"', x, '"')
  else if (is.logical(x)) tolower(as.character(x))
  else if (inherits(x, "AsIs") || length(x) != 1) paste0("[", paste(number(unclass(x)), collapse = ","), "]")
  else number(x)
}
# What a vector of one element is, too.
many <- function(x) I(as.numeric(x))

normal <- lapply(c(-37, -20, -8, -6, -4.5, -3.0001, -3, -2.9999, -1.96, -1, -0.1, -1e-9, 0, 1e-9, 0.5, 1.3, 2.5, 3, 3.5, 6, 9),
  function(z) list(z = z, p = pnorm(z)))
normalQuantiles <- lapply(c(0, 1e-300, 1e-40, 1e-12, 1e-6, 0.001, 0.005, 0.0249, 0.025, 0.07499, 0.0751, 0.1, 0.3, 0.5, 0.8, 0.9249, 0.9251, 0.975, 0.9999, 1 - 1e-10, 1),
  function(p) list(p = p, z = qnorm(p)))
studentQuantiles <- unlist(lapply(c(1, 2, 3, 4, 5, 6, 7, 9, 10, 19, 20, 38, 59, 100, 198, 398), function(df)
  lapply(c(0.0005, 0.003125, 0.025, 0.05 / 12, 0.2, 0.5, 0.6, 0.8, 0.9, 0.975, 0.996, 0.9999),
    function(p) list(p = p, degrees = df, t = qt(p, df)))), recursive = FALSE)
# ExpandProbs of Hesterberg's package `resample`, written out.
expandedTails <- lapply(c(2, 3, 4, 5, 6, 8, 10, 20, 30, 100, 200),
  function(n) list(runs = n, tail = pnorm(sqrt(n / (n - 1)) * qt(0.025, n - 1))))

counted <- function(sums, at) min(1, 2 * min(mean(sums <= at + 1e-9), mean(sums >= at - 1e-9)))
signedRank <- function(name, d, exact) {
  moved <- d[d != 0]
  v <- sum(rank(abs(moved))[moved > 0])
  p <- if (!exact) suppressWarnings(wilcox.test(d, exact = FALSE, correct = TRUE)$p.value)
    else if (anyDuplicated(abs(moved)) || length(moved) < length(d))
      counted(as.matrix(expand.grid(rep(list(0:1), length(moved)))) %*% rank(abs(moved)), v)
    else wilcox.test(d, exact = TRUE)$p.value
  list(name = name, differences = many(d), statistic = v, pValue = p, isExact = exact, count = length(moved))
}
# Hollander and Wolfe (1973), table 3.1: depression before and after tranquillizers; V = 40, p = 0.03906.
before <- c(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
after <- c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
pairs <- function(n, digits = 3, shift = 0.4) round(rnorm(n, shift), digits)
signedRanks <- list(
  signedRank("Hollander and Wolfe, depression", round(before - after, 6), TRUE),
  signedRank("Student's sleep, ties and a zero", round(with(sleep, extra[group == 1] - extra[group == 2]), 6), TRUE),
  signedRank("one pair", 0.3, TRUE),
  signedRank("all on one side", 1:8 / 10, TRUE),
  signedRank("10 pairs", pairs(10), TRUE),
  signedRank("49 pairs", pairs(49, 6), TRUE),
  signedRank("60 pairs", pairs(60, 6, 0.1), TRUE),
  signedRank("12 pairs with ties", pairs(12, 1), TRUE),
  signedRank("16 pairs with ties and zeros", pairs(16, 0, 0.8), TRUE),
  signedRank("61 pairs", pairs(61, 6), FALSE),
  signedRank("100 pairs", pairs(100, 6, 0.1), FALSE),
  signedRank("150 pairs with ties and zeros", pairs(150, 0, 0.2), FALSE),
  signedRank("120 pairs with ties, below 0", pairs(120, 1, -0.1), FALSE))

rankSum <- function(name, x, y, exact) {
  all <- rank(c(x, y))
  w <- sum(all[seq_along(x)]) - length(x) * (length(x) + 1) / 2
  p <- if (!exact) suppressWarnings(wilcox.test(x, y, exact = FALSE, correct = TRUE)$p.value)
    else if (anyDuplicated(c(x, y)))
      counted(colSums(matrix(all[combn(length(all), length(x))], length(x))), sum(all[seq_along(x)]))
    else wilcox.test(x, y, exact = TRUE)$p.value
  list(name = name, one = many(x), other = many(y), statistic = w, pValue = p, isExact = exact, count = length(all))
}
# Hollander and Wolfe (1973), page 69: permeability of the human chorioamnion; W = 35, p = 0.2544.
term <- c(0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46)
early <- c(1.15, 0.88, 0.90, 0.74, 1.21)
rankSums <- list(
  rankSum("Hollander and Wolfe, permeability", term, early, TRUE),
  rankSum("the same, sides changed", early, term, TRUE),
  rankSum("one against one", 1, 2, TRUE),
  rankSum("5 and 5, apart", 1:5, 6:10, TRUE),
  rankSum("12 and 9", pairs(12), pairs(9), TRUE),
  rankSum("30 and 30", pairs(30, 6), pairs(30, 6, 0), TRUE),
  rankSum("3 and 40", pairs(3, 6, 1.2), pairs(40, 6, 0), TRUE),
  rankSum("6 and 6 with ties", pairs(6, 0), pairs(6, 0, 0), TRUE),
  rankSum("5 and 9 with ties", pairs(5, 0, 1.5), pairs(9, 0, 0), TRUE),
  rankSum("7 and 7, much alike", c(1, 1, 1, 1, 1, 1, 2), c(1, 1, 1, 2, 2, 2, 2), TRUE),
  rankSum("31 and 30", pairs(31, 6), pairs(30, 6, 0), FALSE),
  rankSum("50 and 70 with ties", pairs(50, 0), pairs(70, 0, 0), FALSE),
  rankSum("100 and 20 with ties", pairs(100, 1, 0), pairs(20, 1), FALSE))

smallestSignedRank <- lapply(1:60, function(n) list(pairs = n, p = min(1, 2 * psignrank(0, n))))
smallestRankSum <- unlist(lapply(c(1, 2, 3, 5, 8, 20, 30), function(n) lapply(c(1, 4, 5, 10, 30),
  function(m) list(ones = n, others = m, p = min(1, 2 * pwilcox(0, n, m))))), recursive = FALSE)

holm <- lapply(list(numeric(0), 0.03, c(0.01, 0.04, 0.03), c(0.6, 0.001, 0.02, 0.02, 1, 0.004), rep(0.01, 5), runif(8)^3, runif(8)),
  function(p) list(pValues = many(p), adjusted = many(p.adjust(p, "holm"))))

# Change that a t-test finds with a power of 80 %, in standard deviations; a rank test needs a little more.
power <- unlist(lapply(c("paired", "unpaired"), function(design) lapply(c(8, 10, 12, 20, 40, 100), function(n)
  list(design = design, runs = n, tests = 6, change = power.t.test(n = n, sd = 1, sig.level = 0.05 / 6, power = 0.8,
    type = if (design == "paired") "one.sample" else "two.sample")$delta))), recursive = FALSE)

# Pettitt's U by its definition, by the number of values before the split.
pettitt <- function(name, x) list(name = name, values = many(x),
  u = many(vapply(seq_len(length(x) - 1), function(t) sum(sign(outer(x[1:t], x[(t + 1):length(x)], "-"))), 0)))
pettitts <- list(pettitt("Nile at Aswan, 1871 to 1970", as.numeric(Nile)))

cat(json(list(
  r = R.version.string, normal = normal, normalQuantiles = normalQuantiles, studentQuantiles = studentQuantiles,
  expandedTails = expandedTails, signedRanks = signedRanks, rankSums = rankSums,
  smallestSignedRank = smallestSignedRank, smallestRankSum = smallestRankSum, holm = holm, power = power,
  pettitt = pettitts)))
cat("\n")
