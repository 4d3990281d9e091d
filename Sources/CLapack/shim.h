// The LAPACKE functions that nsh uses, declared here because <lapacke.h> brings complex.h, which Swift cannot read.
#pragma once

#define NSH_LAPACK_ROW_MAJOR 101

// Eigenvalues (ascending, in w) and eigenvectors (columns of a) of the symmetric n x n matrix a.
int LAPACKE_dsyevd(int matrix_layout, char jobz, char uplo, int n, double *a, int lda, double *w);
