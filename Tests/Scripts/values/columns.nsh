# In a question a column is spoken of as it is called, also where its name is no word: what is written so is never the process that is there.
seed 1
define cluster red n=4 at=(0, 1) to=(1, 0)  # -> red: 4 points around (0, 1), sd 0.1, to (1, 0)
build chain layers=6                     # -> chain: 6 bump layers, 24 parameters, loss 0.979
let rows = table(kind=["a", "a", "b", "b"], rate=[1, 2, 3, 4], drift=[10, 20, 30, 40])
let means = rows by kind mean(rate) d=mean(drift)
print means["mean(rate)"]                # -> [1.5, 3.5]
print (means where mean(rate) > 2).kind  # -> [b]
print (means where d > 20 and not (2*mean(rate) < 4)).kind  # -> [b]
print (means with twice=2*mean(rate)).twice  # -> [3, 7]
print (means with said="{mean(rate):.2f}").said  # -> [1.50, 3.50]
print (sort means by mean(rate) descending).kind  # -> [b, a]
let whole = means by d max(mean(rate)) n=count()
print whole["max(mean(rate))"]             # -> [1.5, 3.5]
print (whole where max(mean(rate)) < 2).n  # -> [1]
let odd = select(means, [["mean(rate)", "drift(angular)"], "kind"])
print (odd where drift(angular) > 2).kind  # -> [b]
print (odd by kind max(drift(angular)))["max(drift(angular))"]  # -> [1.5, 3.5]
print (odd where length(means where mean(rate) < 2) == 1 and drift(angular) < 2).kind  # -> [a]
# In a function too; outside of questions the words mean what they always do.
def own(limit) = (odd where drift(angular) > limit).kind
print own(2)                             # -> [b]
print kind(drift(angular))               # -> a series
