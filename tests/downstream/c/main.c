#include <catapult/catapult.h>
#include <stdio.h>

// Prints the first line of digits.txt, from a program in C.
int main(void)
{
    static _Alignas(CATAPULT_ALIGNMENT) unsigned char memory[4096];
    const catapult_warmup_problem problem = {1e6, 1, 0, 1.5};
    const catapult_warmup_start start = {1, 2};
    catapult_warmup_model* model;
    catapult_run_summary run;
    if (catapult_warmup_model_create(problem, start, memory, sizeof memory, &model) != CATAPULT_OK) return 1;
    if (catapult_warmup_model_run(model, catapult_default_rule(), NULL, NULL, &run) != CATAPULT_OK) return 1;
    printf("%zu %a %a %a\n", run.steps, run.loss_peak, run.loss_final, run.lambda_final);
    return 0;
}
