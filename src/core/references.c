/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The papers behind the methods. */

#include <config.h>

#include <string.h>

#include <infoplane/reference.h>

const ipt_reference ipt_references[] = {
    {"shwartzziv2017", "Shwartz-Ziv & Tishby 2017",
     "@article{shwartzziv2017,\n"
     "  author  = {Shwartz-Ziv, Ravid and Tishby, Naftali},\n"
     "  title   = {Opening the Black Box of Deep Neural Networks via "
     "Information},\n"
     "  journal = {arXiv preprint arXiv:1703.00810},\n"
     "  year    = {2017}\n"
     "}\n"},
    {"tishby2015", "Tishby & Zaslavsky 2015",
     "@inproceedings{tishby2015,\n"
     "  author    = {Tishby, Naftali and Zaslavsky, Noga},\n"
     "  title     = {Deep Learning and the Information Bottleneck "
     "Principle},\n"
     "  booktitle = {IEEE Information Theory Workshop},\n"
     "  year      = {2015}\n"
     "}\n"},
    {"saxe2018", "Saxe et al. 2018",
     "@inproceedings{saxe2018,\n"
     "  author    = {Saxe, Andrew M. and Bansal, Yamini and Dapello, Joel "
     "and\n"
     "               Advani, Madhu and Kolchinsky, Artemy and Tracey, "
     "Brendan D.\n"
     "               and Cox, David D.},\n"
     "  title     = {On the Information Bottleneck Theory of Deep "
     "Learning},\n"
     "  booktitle = {International Conference on Learning "
     "Representations},\n"
     "  year      = {2018}\n"
     "}\n"},
    {"kolchinsky2017", "Kolchinsky & Tracey 2017",
     "@article{kolchinsky2017,\n"
     "  author  = {Kolchinsky, Artemy and Tracey, Brendan D.},\n"
     "  title   = {Estimating Mixture Entropy with Pairwise Distances},\n"
     "  journal = {Entropy},\n"
     "  volume  = {19},\n"
     "  number  = {7},\n"
     "  pages   = {361},\n"
     "  year    = {2017}\n"
     "}\n"},
    {"chelombiev2019", "Chelombiev et al. 2019",
     "@inproceedings{chelombiev2019,\n"
     "  author    = {Chelombiev, Ivan and Houghton, Conor and O'Donnell, "
     "Cian},\n"
     "  title     = {Adaptive Estimators Show Information Compression in "
     "Deep\n"
     "               Neural Networks},\n"
     "  booktitle = {International Conference on Learning "
     "Representations},\n"
     "  year      = {2019}\n"
     "}\n"},
    {"efron1981", "Efron & Stein 1981",
     "@article{efron1981,\n"
     "  author  = {Efron, Bradley and Stein, Charles},\n"
     "  title   = {The Jackknife Estimate of Variance},\n"
     "  journal = {The Annals of Statistics},\n"
     "  volume  = {9},\n"
     "  number  = {3},\n"
     "  pages   = {586--596},\n"
     "  year    = {1981}\n"
     "}\n"},
    {"salmon2011", "Salmon et al. 2011",
     "@inproceedings{salmon2011,\n"
     "  author    = {Salmon, John K. and Moraes, Mark A. and Dror, Ron O. "
     "and\n"
     "               Shaw, David E.},\n"
     "  title     = {Parallel Random Numbers: As Easy as 1, 2, 3},\n"
     "  booktitle = {International Conference for High Performance "
     "Computing,\n"
     "               Networking, Storage and Analysis (SC11)},\n"
     "  year      = {2011}\n"
     "}\n"},
    {"kingma2015", "Kingma & Ba 2015",
     "@inproceedings{kingma2015,\n"
     "  author    = {Kingma, Diederik P. and Ba, Jimmy},\n"
     "  title     = {Adam: A Method for Stochastic Optimization},\n"
     "  booktitle = {International Conference on Learning "
     "Representations},\n"
     "  year      = {2015}\n"
     "}\n"},
    {"glorot2010", "Glorot & Bengio 2010",
     "@inproceedings{glorot2010,\n"
     "  author    = {Glorot, Xavier and Bengio, Yoshua},\n"
     "  title     = {Understanding the Difficulty of Training Deep "
     "Feedforward\n"
     "               Neural Networks},\n"
     "  booktitle = {International Conference on Artificial Intelligence "
     "and\n"
     "               Statistics},\n"
     "  year      = {2010}\n"
     "}\n"},
    {"he2015", "He et al. 2015",
     "@inproceedings{he2015,\n"
     "  author    = {He, Kaiming and Zhang, Xiangyu and Ren, Shaoqing and "
     "Sun, Jian},\n"
     "  title     = {Delving Deep into Rectifiers: Surpassing Human-Level\n"
     "               Performance on ImageNet Classification},\n"
     "  booktitle = {IEEE International Conference on Computer Vision},\n"
     "  year      = {2015}\n"
     "}\n"},
    {"saxe2014", "Saxe et al. 2014",
     "@inproceedings{saxe2014,\n"
     "  author    = {Saxe, Andrew M. and McClelland, James L. and Ganguli, "
     "Surya},\n"
     "  title     = {Exact Solutions to the Nonlinear Dynamics of Learning "
     "in Deep\n"
     "               Linear Neural Networks},\n"
     "  booktitle = {International Conference on Learning "
     "Representations},\n"
     "  year      = {2014}\n"
     "}\n"},
    {"clevert2016", "Clevert et al. 2016",
     "@inproceedings{clevert2016,\n"
     "  author    = {Clevert, Djork-Arn{\\'e} and Unterthiner, Thomas and\n"
     "               Hochreiter, Sepp},\n"
     "  title     = {Fast and Accurate Deep Network Learning by Exponential "
     "Linear\n"
     "               Units ({ELUs})},\n"
     "  booktitle = {International Conference on Learning "
     "Representations},\n"
     "  year      = {2016}\n"
     "}\n"},
    {"ramachandran2017", "Ramachandran et al. 2017",
     "@article{ramachandran2017,\n"
     "  author  = {Ramachandran, Prajit and Zoph, Barret and Le, Quoc V.},\n"
     "  title   = {Searching for Activation Functions},\n"
     "  journal = {arXiv preprint arXiv:1710.05941},\n"
     "  year    = {2017}\n"
     "}\n"},
    {"hendrycks2016", "Hendrycks & Gimpel 2016",
     "@article{hendrycks2016,\n"
     "  author  = {Hendrycks, Dan and Gimpel, Kevin},\n"
     "  title   = {Gaussian Error Linear Units ({GELUs})},\n"
     "  journal = {arXiv preprint arXiv:1606.08415},\n"
     "  year    = {2016}\n"
     "}\n"},
    {"lecun1998", "LeCun et al. 1998",
     "@article{lecun1998,\n"
     "  author  = {LeCun, Yann and Bottou, L{\\'e}on and Bengio, Yoshua and\n"
     "             Haffner, Patrick},\n"
     "  title   = {Gradient-Based Learning Applied to Document "
     "Recognition},\n"
     "  journal = {Proceedings of the IEEE},\n"
     "  volume  = {86},\n"
     "  number  = {11},\n"
     "  pages   = {2278--2324},\n"
     "  year    = {1998}\n"
     "}\n"},
    {"xiao2017", "Xiao et al. 2017",
     "@article{xiao2017,\n"
     "  author  = {Xiao, Han and Rasul, Kashif and Vollgraf, Roland},\n"
     "  title   = {{Fashion-MNIST}: A Novel Image Dataset for Benchmarking "
     "Machine\n"
     "             Learning Algorithms},\n"
     "  journal = {arXiv preprint arXiv:1708.07747},\n"
     "  year    = {2017}\n"
     "}\n"},
    {NULL, NULL, NULL},
};

const ipt_reference *
ipt_reference_find(const char *key)
{
    for (const ipt_reference *r = ipt_references; r->key; r++)
        if (!strcmp(r->key, key))
            return r;
    return NULL;
}
